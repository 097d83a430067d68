using Homeostat.Core.Chain;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Aave;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Devnet;

/// <summary>Aave v3 with our interposer in front of its pool, and the deployer holding every role of the ledger.</summary>
public sealed class GuardedAaveFixture : DevnetFixture
{
    /// <summary>May restrict whatever can be restricted at all.</summary>
    private const ulong Council = 3;
    private const long Day = 86_400;
    private const int EveryCapability = 31;
    private const int AccountKind = 4;

    private ulong _actions;

    public AaveMarket Market => new(Deployment, AaveReserve.Usual);

    /// <summary>What the retail lane pays out to an account in a day [WETH].</summary>
    public static double LaneWeth => 0.5;

    /// <summary>Restricts one account for an hour.</summary>
    public Task RestrictAsync(Address account, Capabilities mask) => DoAsync(Deployment.Call(
        Deployer,
        "restriction_ledger",
        "restrict",
        Council,
        ScopeOf(account),
        (int)mask,
        3_600,
        2,
        7,
        Keccak256.Hash($"action {++_actions}")));

    protected override async Task DeployAsync(Deployment deployment, FeedKeys feeds, CancellationToken cancellation)
    {
        await new AaveDeployment(AnvilFixture.Checkout, deployment, Deployer).DeployAsync(new AaveOptions(AaveReserve.Usual, feeds), cancellation);
        ContractArtifact manager = ContractArtifact.Load(
            Path.Combine(AnvilFixture.Checkout.Packages, "@openzeppelin", "contracts", "build", "contracts", "AccessManager.json"));
        deployment.Add("access_manager", await Chain.DeployAsync(Deployer, manager, [Deployer], cancellation), manager.Abi);
        AbiValue limits = AbiValue.Tuple(EveryCapability, (ulong)Day, (ulong)(7 * Day), (ulong)(14 * Day), (ulong)(30 * Day));
        await AddAsync("restriction_ledger", "RestrictionLedger", [deployment["access_manager"], AbiValue.Array(Council), AbiValue.Array(limits)], cancellation);
        await AddAsync("retail_lane", "RetailLane", [deployment["access_manager"], Day, 1_000], cancellation);
        await DoAsync(deployment.Call(Deployer, "access_manager", "grantRole", Council, Deployer, 0));
        await AddAsync(
            "aave_pool_interposer",
            "AavePoolInterposer",
            [deployment["aave_pool_implementation"], deployment["restriction_ledger"], deployment["aave_pool"], deployment["retail_lane"]],
            cancellation);
        await DoAsync(
            deployment.Call(Deployer, "retail_lane", "setConsumer", deployment["aave_pool"], true),
            deployment.Call(Deployer, "retail_lane", "setAmount", deployment["aave_weth"], AaveReserve.Usual[0].Units(LaneWeth)),
            deployment.Call(Deployer, "aave_addresses", "setPoolImpl", deployment["aave_pool_interposer"]));
    }

    private async Task AddAsync(string name, string contract, AbiValue[] arguments, CancellationToken cancellation)
    {
        ContractArtifact artifact = Deployment.Artifact(contract);
        Deployment.Add(name, await Chain.DeployAsync(Deployer, artifact, arguments, cancellation), artifact.Abi);
    }

    /// <summary>As contracts/src/Scope.sol makes it.</summary>
    private Hash32 ScopeOf(Address account)
    {
        var words = new byte[96];
        words[31] = AccountKind;
        Deployment["aave_pool"].WriteTo(words.AsSpan(44, 20));
        account.WriteTo(words.AsSpan(76, 20));
        return Keccak256.Hash(words);
    }
}
