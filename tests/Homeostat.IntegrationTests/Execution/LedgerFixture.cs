using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Execution;

/// <summary>An EVM node with our real ledger and gate on it, and a sentinel of its own for each test.</summary>
public sealed class LedgerFixture : IAsyncLifetime
{
    public const int Sentinels = 64;

    private readonly AnvilFixture _anvil = new();
    private int _taken;

    internal AnvilFixture Anvil => _anvil;

    public DevnetChain Chain => _anvil.Chain;

    public EthereumClient Client => _anvil.Client;

    public Uri Node => _anvil.Node.Http;

    public Uri WebSocket => _anvil.Node.WebSocket;

    public ProtocolDefinition Protocol { get; private set; } = null!;

    private Deployment Deployment { get; set; } = null!;

    /// <summary>The name of a sentinel's key that no other test has.</summary>
    public string NextSentinel() => Interlocked.Increment(ref _taken) is var taken and <= Sentinels
        ? $"sentinel-{taken}"
        : throw new InvalidOperationException($"more than {Sentinels} tests want a sentinel");

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await _anvil.InitializeAsync();
        var compiled = await new SolidityCompiler(AnvilFixture.Checkout).CompileAsync(Path.Combine(AnvilFixture.Checkout.Contracts, "src"), cancellation);
        Deployment = new Deployment(Chain, compiled);
        Address deployer = await Chain.AccountAsync("deployer", cancellation);
        Deployment.Add("access_manager_admin", deployer, null);
        Deployment.Add("safe", await Chain.AccountAsync("safe", cancellation), null);
        var governance = new Governance(Deployment, deployer);
        await governance.DeployAsync(new CurieArtifacts(AnvilFixture.Checkout).OpenZeppelin("AccessManager"), cancellation);
        await governance.GrantAsync(await Chain.AccountAsync("upgrader", cancellation), await Chain.AccountAsync("sentinel-1", cancellation), cancellation);
        for (var i = 2; i <= Sentinels; i++)
        {
            Address sentinel = await Chain.AccountAsync($"sentinel-{i}", cancellation);
            await Chain.SendAsync(Deployment.Call(deployer, "access_manager", "grantRole", 2, sentinel, 0), cancellation);
        }

        await Chain.SettleAsync(cancellation);
        Protocol = new ProtocolDefinition(
            "perp", "Perp", default,
            [.. Enumerable.Range(1, Sentinels).Select(i => new MarketDefinition($"market-{i}", $"MARKET-{i}", Token(i)))],
            [], Deployment["upgrade_gate"], Deployment["restriction_ledger"], Deployment["access_manager"], [], new DecodingDefinition([], [], []));
    }

    /// <summary>Takes the role from a sentinel.</summary>
    public async Task RevokeAsync(string sentinel, CancellationToken cancellation)
    {
        Address deployer = Deployment["access_manager_admin"];
        await Chain.SendAsync(Deployment.Call(deployer, "access_manager", "revokeRole", 2, await Chain.AccountAsync(sentinel, cancellation)), cancellation);
        await Client.RequestAsync("evm_mine", [], cancellation);
    }

    public async ValueTask DisposeAsync() => await _anvil.DisposeAsync();

    private static Address Token(int index) => Address.Parse($"0x00000000000000000000000000000000000001{index:x2}");
}
