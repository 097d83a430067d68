using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Execution;

/// <summary>How an action of Core's is said to our contracts (contracts/src/interfaces).</summary>
internal static class GuardContracts
{
    /// <summary>The role of the engine's hot key: it can only tighten (contracts/src/Roles.sol).</summary>
    public const ulong SentinelRole = 2;

    /// <summary>When one capability on a scope is free again; 0 if it is not restricted.</summary>
    public static readonly AbiFunction UntilOf = AbiFunction.Parse("untilOf(bytes32,uint8) returns (uint40)");

    /// <summary>Whether the ledger has seen the action, by its id and arguments.</summary>
    public static readonly AbiFunction IsDone = AbiFunction.Parse(
        "isDone(uint64,(bytes32,uint8,uint40,uint8,uint16,bytes32)) returns (bool)");

    private static readonly AbiFunction Restrict = AbiFunction.Parse(
        "restrict(uint64,bytes32,uint8,uint40,uint8,uint16,bytes32)");

    private static readonly AbiFunction Contain = AbiFunction.Parse("contain(address[],uint40,bytes32)");

    public static (Address To, byte[] Data) Encode(ContainmentAction action, ProtocolDefinition protocol) => action switch
    {
        ContainmentAction.Restrict a => (protocol.RestrictionLedger, Restrict.EncodeCall([SentinelRole, .. Arguments(a, protocol)])),
        ContainmentAction.ContainCode a => (protocol.UpgradeGate, Contain.EncodeCall(
            AbiValue.Array([.. a.Proxies.Select(p => (AbiValue)p)]), a.SuspendSeconds, a.Id)),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.GetType().Name, "unknown action"),
    };

    /// <summary>The question whether the ledger has seen it.</summary>
    public static byte[] EncodeIsDone(ContainmentAction.Restrict action, ProtocolDefinition protocol) =>
        IsDone.EncodeCall(SentinelRole, AbiValue.Tuple(Arguments(action, protocol)));

    /// <summary>For people.</summary>
    public static string Name(ContainmentAction action) => action switch
    {
        ContainmentAction.Restrict r => $"restriction of {r.Blocks} on {r.Scope}",
        ContainmentAction.ContainCode => "rollback and suspension of the upgrader",
        _ => action.GetType().Name,
    };

    private static AbiValue[] Arguments(ContainmentAction.Restrict action, ProtocolDefinition protocol) =>
        [ScopeKey.Of(protocol, action.Scope), (int)action.Blocks, action.DurationSeconds, action.Level, 0, action.Id];
}
