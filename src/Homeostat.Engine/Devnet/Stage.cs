using System.Globalization;
using Homeostat.Core.Chain;
using Homeostat.Engine.Devnet.Curie;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Engine.Devnet;

/// <summary>
/// A fresh node with a protocol, its guards and its council standing on it: where a play begins. The same options give
/// the same addresses and the same blocks.
/// </summary>
public sealed class Stage : IAsyncDisposable
{
    /// <summary>Curie needs this much price history before the first liquidity [s].</summary>
    private const long PriceHistorySeconds = 32 * 60;
    private const long SetupSeconds = 120;
    private const int CollateralDecimals = 6;
    private const int CouncilSize = 3;
    private const int CouncilThreshold = 2;

    private readonly AnvilNode _node;
    private readonly WebSocketRpcTransport _transport;

    private readonly Checkout _checkout;

    private Stage(Checkout checkout, AnvilNode node, WebSocketRpcTransport transport, Deployment deployment, SafeWallet council)
    {
        _checkout = checkout;
        _node = node;
        _transport = transport;
        Deployment = deployment;
        Council = council;
        Market = new CurieMarket(deployment);
    }

    public Uri Node => _node.WebSocket;

    public Deployment Deployment { get; }

    public DevnetChain Chain => Deployment.Chain;

    public CurieMarket Market { get; }

    public SafeWallet Council { get; }

    /// <summary>Raises Curie; what the configuration calls do is done by its owner before the council takes it over.</summary>
    /// <param name="opensAt">Time at which the first liquidity may be added [s].</param>
    /// <param name="breaker">Null for none.</param>
    public static async Task<Stage> RaiseAsync(
        Checkout checkout,
        IReadOnlyDictionary<string, ContractArtifact> compiled,
        double firstPrice,
        long opensAt,
        BreakerStand? breaker,
        Func<Deployment, Address, CancellationToken, Task> configure,
        CancellationToken cancellation)
    {
        var node = await AnvilNode.StartAsync(
            checkout, new AnvilOptions(opensAt - PriceHistorySeconds - SetupSeconds), cancellation).ConfigureAwait(false);
        WebSocketRpcTransport? transport = null;
        try
        {
            transport = await WebSocketRpcTransport.ConnectAsync(node.WebSocket, new RpcTransportOptions(), cancellation).ConfigureAwait(false);
            var chain = new DevnetChain(new EthereumClient(transport));
            await chain.BeginAsync(cancellation).ConfigureAwait(false);
            var deployment = new Deployment(chain, compiled);
            var council = await BuildAsync(checkout, deployment, firstPrice, breaker, configure, cancellation).ConfigureAwait(false);
            return new Stage(checkout, node, transport, deployment, council);
        }
        catch
        {
            if (transport is not null)
            {
                await transport.DisposeAsync().ConfigureAwait(false);
            }

            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The protocol as Core knows it.</summary>
    public ProtocolDefinition Definition(string market, string marketName, IEnumerable<string> venues) => new(
        "curie",
        "Curie",
        Deployment["clearing_house"],
        [new MarketDefinition(market, marketName, Deployment["base_token"])],
        [.. CurieDeployment.Proxied.Select(p => Deployment[p.Name])],
        Deployment["upgrade_gate"],
        Deployment["restriction_ledger"],
        Deployment["access_manager"],
        [.. venues],
        ProtocolFile.Load(Path.Combine(_checkout.Config, "protocols", "curie.yaml"), Bindings(market, marketName)).Decoding);

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync().ConfigureAwait(false);
        await _node.DisposeAsync().ConfigureAwait(false);
    }

    private Dictionary<string, string> Bindings(string market, string marketName)
    {
        var bindings = Deployment.Names.ToDictionary(name => name, name => Deployment[name].ToString(), StringComparer.Ordinal);
        bindings["market"] = market;
        bindings["market_name"] = marketName;
        bindings["collateral_decimals"] = CollateralDecimals.ToString(CultureInfo.InvariantCulture);
        bindings["index_decimals"] = CurieDeployment.FeedDecimals.ToString(CultureInfo.InvariantCulture);
        return bindings;
    }

    private static async Task<SafeWallet> BuildAsync(
        Checkout checkout,
        Deployment deployment,
        double firstPrice,
        BreakerStand? breaker,
        Func<Deployment, Address, CancellationToken, Task> configure,
        CancellationToken cancellation)
    {
        var chain = deployment.Chain;
        var artifacts = new CurieArtifacts(checkout);
        var deployer = await chain.AccountAsync("deployer", cancellation).ConfigureAwait(false);
        foreach (var name in new[] { "upgrader", "sentinel", "keeper" })
        {
            deployment.Add(name, await chain.AccountAsync(name, cancellation).ConfigureAwait(false), null);
        }

        PrivateKey[] owners = [.. Enumerable.Range(1, CouncilSize).Select(i => DevnetChain.KeyOf($"council-{i}"))];
        var council = await SafeWallet.DeployAsync(chain, checkout, deployer, owners, CouncilThreshold, cancellation).ConfigureAwait(false);
        deployment.Add("safe", council.Address, null);
        var factory = artifacts.Uniswap("UniswapV3Factory");
        var token = deployment.Artifact("SettlementToken");
        deployment.Add("uniswap_factory", await chain.DeployAsync(deployer, factory, [], cancellation).ConfigureAwait(false), factory.Abi);
        deployment.Add("collateral", await chain.DeployAsync(deployer, token, [], cancellation).ConfigureAwait(false), token.Abi);

        var governance = new Governance(deployment, deployer);
        await governance.DeployAsync(artifacts.OpenZeppelin("AccessManager"), cancellation).ConfigureAwait(false);
        await governance.GrantAsync(deployment["upgrader"], deployment["sentinel"], cancellation).ConfigureAwait(false);
        var curie = new CurieDeployment(deployment, artifacts, deployer);
        await curie.DeployAsync(new CurieOptions(firstPrice), cancellation).ConfigureAwait(false);
        await configure(deployment, deployer, cancellation).ConfigureAwait(false);
        await chain.SettleAsync(cancellation).ConfigureAwait(false);
        AddScopes(deployment);
        if (breaker is not null)
        {
            await breaker.RaiseAsync(deployment, deployer, cancellation).ConfigureAwait(false);
        }

        await governance.RetrofitAsync(CurieDeployment.Proxied.Select(p => p.Name), breaker?.IsConnected == true, cancellation).ConfigureAwait(false);
        await curie.HandOverAsync(council, cancellation).ConfigureAwait(false);
        await governance.LetGoAsync(cancellation).ConfigureAwait(false);
        return council;
    }

    private static void AddScopes(Deployment deployment)
    {
        var protocol = deployment["clearing_house"];
        deployment.AddKey("scope_protocol", LedgerScope.Protocol(protocol));
        deployment.AddKey("scope_market", LedgerScope.Market(protocol, deployment["base_token"]));
        deployment.AddKey("scope_asset", LedgerScope.Asset(protocol, deployment["collateral"]));
    }
}
