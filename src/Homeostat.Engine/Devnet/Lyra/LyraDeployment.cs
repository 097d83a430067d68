using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet.Lyra;

/// <param name="SpotPrice">Of the market's asset at first [USD].</param>
/// <param name="PoolUsd">What the first liquidity provider puts in [USD].</param>
/// <param name="Strikes">Of the only board [USD].</param>
/// <param name="BoardSeconds">Time until the board expires [s].</param>
public sealed record LyraOptions(double SpotPrice, double PoolUsd, IReadOnlyList<double> Strikes, long BoardSeconds, FeedKeys Feeds)
{
    public static LyraOptions Usual(FeedKeys feeds) => new(1_742, 500_000, [1_500, 2_000, 2_500], 30 * 86_400, feeds);
}

/// <summary>
/// Deploys Lyra 0.1.3-alpha (Avalon) as its own test system does, from its package's bytecode: one market of options on
/// sETH against sUSD with a liquidity pool and one board. The deployer owns it.
/// </summary>
public sealed class LyraDeployment
{
    public const string Feed = "lyra_spot";
    private const ulong BoardGas = 14_000_000;
    private static readonly Hash32 Quote = Text("sUSD");
    private static readonly Hash32 Base = Text("sETH");

    private readonly Deployment _deployment;
    private readonly PackageArtifacts _packages;
    private readonly Dictionary<string, Address> _libraries = new(StringComparer.Ordinal);
    private readonly Address _deployer;

    public LyraDeployment(Checkout checkout, Deployment deployment, Address deployer)
    {
        _deployment = deployment;
        _packages = new PackageArtifacts(checkout);
        _deployer = deployer;
    }

    private DevnetChain Chain => _deployment.Chain;

    /// <summary>Everything up to a board that may be traded; mined on return.</summary>
    public async Task DeployAsync(LyraOptions options, CancellationToken cancellation)
    {
        await DeployContractsAsync(cancellation).ConfigureAwait(false);
        await DeployRatesAsync(options, cancellation).ConfigureAwait(false);
        await WireSynthetixAsync(cancellation).ConfigureAwait(false);
        await WireMarketAsync(cancellation).ConfigureAwait(false);
        await OpenAsync(options, cancellation).ConfigureAwait(false);
    }

    private async Task DeployContractsAsync(CancellationToken cancellation)
    {
        foreach (var library in new[] { "GWAV", "BlackScholes" })
        {
            var artifact = Artifact(library, "libraries");
            _libraries.Add(library, await Chain.DeployAsync(_deployer, artifact, [], cancellation).ConfigureAwait(false));
        }

        foreach (var contract in LyraContracts.All)
        {
            var arguments = contract.Arguments.Select(a => (AbiValue)a).ToArray();
            await AddAsync(contract.Name, Artifact(contract.Contract, contract.Folder), arguments, cancellation).ConfigureAwait(false);
        }

        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private async Task DeployRatesAsync(LyraOptions options, CancellationToken cancellation)
    {
        var feeds = new PriceFeeds(_deployment, _packages, _deployer);
        await feeds.AddAsync(Feed, options.SpotPrice, _deployment["lyra_quote"], options.Feeds, cancellation).ConfigureAwait(false);
        await AddAsync("lyra_rates", _deployment.Artifact("SynthRates"), [], cancellation).ConfigureAwait(false);
        await SendAsync("lyra_rates", "addAggregator", [Base, _deployment[PriceFeeds.Feed(Feed)]], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private async Task WireSynthetixAsync(CancellationToken cancellation)
    {
        (string Key, string Name)[] resolved =
        [
            ("ProxySynthetix", "lyra_synthetix"),
            ("Exchanger", "lyra_exchanger"),
            ("ExchangeRates", "lyra_rates"),
            ("CollateralShort", "lyra_collateral_short"),
            ("DelegateApprovals", "lyra_delegate_approvals"),
        ];
        await SendAsync(
            "lyra_address_resolver",
            "setAddresses",
            [AbiValue.Array([.. resolved.Select(r => (AbiValue)Text(r.Key))]), AbiValue.Array([.. resolved.Select(r => (AbiValue)_deployment[r.Name])])],
            cancellation).ConfigureAwait(false);
        foreach (var token in new[] { "lyra_quote", "lyra_base" })
        {
            await SendAsync(token, "permitMint", [_deployment["lyra_synthetix"], true], cancellation).ConfigureAwait(false);
            await SendAsync(token, "permitMint", [_deployment["lyra_collateral_short"], true], cancellation).ConfigureAwait(false);
        }

        await WireAsync(LyraContracts.Synthetix, cancellation).ConfigureAwait(false);
        await SendAsync("lyra_synthetix", "addBaseAsset", [Base, _deployment["lyra_base"], _deployment["lyra_option_market"]], cancellation).ConfigureAwait(false);
        await SendAsync("lyra_collateral_short", "addBaseAsset", [Base, _deployment["lyra_base"], _deployment["lyra_option_market"]], cancellation).ConfigureAwait(false);
        await SendAsync("lyra_exchanger", "setFeeRateForExchange", [Base, Quote, LyraParameters.BaseFeeRate], cancellation).ConfigureAwait(false);
        await SendAsync("lyra_exchanger", "setFeeRateForExchange", [Quote, Base, LyraParameters.QuoteFeeRate], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private async Task WireMarketAsync(CancellationToken cancellation)
    {
        await SendAsync(
            "lyra_synthetix_adapter",
            "setGlobalsForContract",
            [_deployment["lyra_option_market"], Quote, Base, LyraParameters.RewardAddress, Hash32.Zero],
            cancellation).ConfigureAwait(false);
        await WireAsync(LyraContracts.Market, cancellation).ConfigureAwait(false);
        foreach (var setting in LyraParameters.All)
        {
            await SetAsync(setting, cancellation).ConfigureAwait(false);
        }

        await SendAsync("lyra_hedger", "setShortBuffer", [LyraParameters.Wad(2)], cancellation).ConfigureAwait(false);
        await SetAsync(new LyraSetting("lyra_registry", "addMarket", Known(_ => true)), cancellation).ConfigureAwait(false);
        await SetAsync(new LyraSetting("lyra_viewer", "addMarket", Known(field => field != "gwavOracle")), cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The first liquidity, the hedger's account and the board.</summary>
    private async Task OpenAsync(LyraOptions options, CancellationToken cancellation)
    {
        var amount = LyraParameters.Wad(options.PoolUsd);
        await SendAsync("lyra_quote", "mint", [_deployer, amount], cancellation).ConfigureAwait(false);
        await SendAsync("lyra_quote", "approve", [_deployment["lyra_liquidity_pool"], amount], cancellation).ConfigureAwait(false);
        await SendAsync("lyra_liquidity_pool", "initiateDeposit", [_deployer, amount], cancellation).ConfigureAwait(false);
        await SendAsync("lyra_hedger", "openShortAccount", [], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        var strikes = AbiValue.Array([.. options.Strikes.Select(s => (AbiValue)LyraParameters.Wad(s))]);

        // The skew of implied volatility, a tenth up from each strike to the next around 1.
        var middle = (options.Strikes.Count - 1) / 2.0;
        var skews = AbiValue.Array([.. options.Strikes.Select((_, i) => (AbiValue)LyraParameters.Wad(1 + ((i - middle) * 0.1)))]);
        await SendAsync(
            "lyra_option_market",
            "createOptionBoard",
            [Chain.Now + options.BoardSeconds, LyraParameters.Wad(1), strikes, skews, false],
            cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private static Hash32 Text(string text)
    {
        var word = new byte[32];
        Encoding.ASCII.GetBytes(text, word);
        return new Hash32(word);
    }

    private Dictionary<string, AbiValue> Known(Func<string, bool> wanted) => LyraContracts.Addresses
        .Where(a => wanted(a.Field))
        .ToDictionary(a => a.Field, a => (AbiValue)_deployment[a.Name], StringComparer.Ordinal);

    private ContractArtifact Artifact(string contract, string folder) => _packages.Linked(
        _libraries,
        "@lyrafinance",
        "protocol",
        "dist",
        "artifacts",
        "contracts",
        folder,
        $"{contract}.sol",
        $"{contract}.json");

    private async Task WireAsync(LyraWiring[] wirings, CancellationToken cancellation)
    {
        foreach (var wiring in wirings)
        {
            var arguments = wiring.Arguments.Select(a => (AbiValue)_deployment[a]).ToArray();
            await SendAsync(wiring.Target, wiring.Function, arguments, cancellation).ConfigureAwait(false);
        }
    }

    private Task SetAsync(LyraSetting setting, CancellationToken cancellation) => SendAsync(
        setting.Target,
        setting.Function,
        [LyraParameters.Struct(_deployment.Abi(setting.Target).Function(setting.Function), setting.Fields)],
        cancellation);

    private async Task AddAsync(string name, ContractArtifact artifact, AbiValue[] arguments, CancellationToken cancellation) =>
        _deployment.Add(name, await Chain.DeployAsync(_deployer, artifact, arguments, cancellation).ConfigureAwait(false), artifact.Abi);

    private async Task SendAsync(string target, string function, AbiValue[] arguments, CancellationToken cancellation) =>
        await Chain.SendAsync(_deployment.Call(_deployer, target, function, arguments) with { Gas = BoardGas }, cancellation).ConfigureAwait(false);
}
