using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Devnet;

/// <summary>
/// Our contracts and who may do what, in the oldest governance era: a developers' key changes code at once (UPGRADER),
/// the engine's hot key tightens (SENTINEL), and a Safe approves and loosens with a delay (COUNCIL).
/// </summary>
internal sealed class Governance(Deployment deployment, Address deployer)
{
    private const ulong Admin = 0;
    private const ulong Upgrader = 1;
    private const ulong Sentinel = 2;
    private const ulong Council = 3;

    /// <summary>The same Safe's second role: whatever loosens waits, and can be cancelled.</summary>
    private const ulong Loosener = 5;

    private const int SentinelMask = 1 | 2 | 4;
    private const int CouncilMask = 1 | 2 | 4 | 8 | 16;
    private const long Day = 86_400;

    private const int LoosenDelaySeconds = 1_800;

    private DevnetChain Chain => deployment.Chain;

    /// <summary>The contracts that must stand before the protocol's proxies do.</summary>
    public async Task DeployAsync(ContractArtifact accessManager, CancellationToken cancellation)
    {
        await AddAsync("access_manager", accessManager, [deployer], cancellation).ConfigureAwait(false);
        var manager = deployment["access_manager"];
        await AddAsync(
            "restriction_ledger",
            deployment.Artifact("RestrictionLedger"),
            [
                manager,
                AbiValue.Array(Sentinel, Council),
                AbiValue.Array(
                    Limits(SentinelMask, 4 * 3_600, 8 * 3_600, 24 * 3_600),
                    Limits(CouncilMask, Day, 7 * Day, 14 * Day)),
            ],
            cancellation).ConfigureAwait(false);
        await AddAsync("retail_lane", deployment.Artifact("RetailLane"), [manager, Day, 1_000], cancellation).ConfigureAwait(false);
        await AddAsync("upgrade_gate", deployment.Artifact("UpgradeGate"), [manager, 4 * 3_600, Day, 30 * Day], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives each role its functions and its holder; the deployer keeps ADMIN until <see cref="LetGoAsync"/>.</summary>
    public async Task GrantAsync(Address upgrader, Address sentinel, CancellationToken cancellation)
    {
        await FunctionsAsync("upgrade_gate", Upgrader, ["upgrade"], cancellation).ConfigureAwait(false);
        await FunctionsAsync("upgrade_gate", Loosener, ["approve"], cancellation).ConfigureAwait(false);
        await FunctionsAsync("upgrade_gate", Council, ["revoke"], cancellation).ConfigureAwait(false);
        await FunctionsAsync("restriction_ledger", Loosener, ["lift"], cancellation).ConfigureAwait(false);
        await ManageAsync("grantRole", [Upgrader, upgrader, 0], cancellation).ConfigureAwait(false);
        await ManageAsync("setRoleAdmin", [Upgrader, Council], cancellation).ConfigureAwait(false);
        await ManageAsync("grantRole", [Sentinel, sentinel, 0], cancellation).ConfigureAwait(false);
        await ManageAsync("grantRole", [Council, deployment["safe"], 0], cancellation).ConfigureAwait(false);
        await ManageAsync("grantRole", [Loosener, deployment["safe"], LoosenDelaySeconds], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Puts the Interposers in front of the protocol's code and every proxy under the gate.</summary>
    /// <param name="asksBreaker">Whether the vault lets the breaker look at every withdrawal from inside it.</param>
    public async Task RetrofitAsync(IEnumerable<string> proxies, bool asksBreaker, CancellationToken cancellation)
    {
        var protocol = deployment["clearing_house"];
        var ledger = deployment["restriction_ledger"];
        await AddAsync(
            "clearing_house_interposer",
            deployment.Artifact("CurieClearingHouseInterposer"),
            [deployment["clearing_house_implementation"], ledger, protocol],
            cancellation).ConfigureAwait(false);
        AbiValue[] vault = [deployment["vault_implementation"], ledger, protocol, deployment["retail_lane"]];
        await AddAsync(
            "vault_interposer",
            deployment.Artifact(asksBreaker ? "CurieVaultBreakerInterposer" : "CurieVaultInterposer"),
            asksBreaker ? [.. vault, deployment["breaker"]] : vault,
            cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
        foreach (var name in proxies)
        {
            var code = deployment.Has(name + "_interposer") ? name + "_interposer" : name + "_implementation";
            await SendAsync("upgrade_gate", "register", [deployment[name], deployment[name + "_proxy_admin"], deployment[code]], cancellation).ConfigureAwait(false);
        }

        await SendAsync("retail_lane", "setConsumer", [deployment["vault"], true], cancellation).ConfigureAwait(false);
        await SendAsync("retail_lane", "setAmount", [deployment["collateral"], (UInt256)1_000_000_000], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The deployer's last act: from here on only the council administers.</summary>
    public async Task LetGoAsync(CancellationToken cancellation)
    {
        await ManageAsync("grantRole", [Admin, deployment["safe"], (int)Day], cancellation).ConfigureAwait(false);
        await ManageAsync("renounceRole", [Admin, deployer], cancellation).ConfigureAwait(false);
        await Chain.SettleAsync(cancellation).ConfigureAwait(false);
    }

    private static AbiValue Limits(int mask, long maxStep, long perScope, long total) =>
        AbiValue.Tuple(mask, (ulong)maxStep, (ulong)perScope, (ulong)total, (ulong)(30 * Day));

    private async Task FunctionsAsync(string target, ulong role, string[] functions, CancellationToken cancellation)
    {
        var selectors = functions.Select(f => (AbiValue)deployment.Abi(target).Function(f).Selector.ToBytes()).ToArray();
        await ManageAsync("setTargetFunctionRole", [deployment[target], AbiValue.Array(selectors), role], cancellation).ConfigureAwait(false);
    }

    private Task ManageAsync(string function, AbiValue[] arguments, CancellationToken cancellation) =>
        SendAsync("access_manager", function, arguments, cancellation);

    private async Task SendAsync(string target, string function, AbiValue[] arguments, CancellationToken cancellation) =>
        await Chain.SendAsync(deployment.Call(deployer, target, function, arguments), cancellation).ConfigureAwait(false);

    private async Task AddAsync(string name, ContractArtifact artifact, AbiValue[] arguments, CancellationToken cancellation) =>
        deployment.Add(name, await Chain.DeployAsync(deployer, artifact, arguments, cancellation).ConfigureAwait(false), artifact.Abi);
}
