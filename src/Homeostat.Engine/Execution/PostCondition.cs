using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution;

/// <summary>What must be true on chain after an action, read again at the including block.</summary>
internal static class PostCondition
{
    /// <summary>keccak256("eip1967.proxy.implementation") − 1 (ERC-1967).</summary>
    public static readonly Hash32 ImplementationSlot = Hash32.Parse("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc");

    private static readonly AbiFunction LiveOf = AbiFunction.Parse("liveOf(address) returns (address,bool,bool)");
    private static readonly AbiFunction SuspendedUntil = AbiFunction.Parse("suspendedUntil() returns (uint40)");

    /// <summary>Null when it holds.</summary>
    public static Task<string?> WhyBrokenAsync(
        EthereumClient client,
        ProtocolDefinition protocol,
        ContainmentAction action,
        BlockRef block,
        CancellationToken cancellation) => action switch
        {
            ContainmentAction.Restrict a => RestrictionAsync(client, protocol, a, block, cancellation),
            ContainmentAction.ContainCode a => CodeAsync(client, protocol, a, block, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action.GetType().Name, "unknown action"),
        };

    private static async Task<string?> RestrictionAsync(
        EthereumClient client,
        ProtocolDefinition protocol,
        ContainmentAction.Restrict action,
        BlockRef block,
        CancellationToken cancellation)
    {
        var read = GuardContracts.RestrictionOf;
        var answer = read.DecodeOutput(await client.CallAsync(
            protocol.RestrictionLedger,
            read.EncodeCall(ScopeKey.Of(protocol, action.Scope)),
            BlockTag.At(block.Hash),
            cancellation).ConfigureAwait(false));
        var mask = (Capabilities)(int)(ulong)answer[1].AsUInt256();
        return (mask & action.Blocks) == action.Blocks ? null : $"the ledger blocks {mask} on {action.Scope}, {action.Blocks} was asked for";
    }

    private static async Task<string?> CodeAsync(
        EthereumClient client,
        ProtocolDefinition protocol,
        ContainmentAction.ContainCode action,
        BlockRef block,
        CancellationToken cancellation)
    {
        var at = BlockTag.At(block.Hash);
        foreach (var proxy in action.Proxies)
        {
            var live = await client.GetStorageAtAsync(proxy, ImplementationSlot, at, cancellation).ConfigureAwait(false);
            var gate = LiveOf.DecodeOutput(await client.CallAsync(
                protocol.UpgradeGate, LiveOf.EncodeCall(proxy), at, cancellation).ConfigureAwait(false));
            if (!gate[1].AsBool() || gate[0].AsAddress().ToWord() != live)
            {
                return $"the code at {proxy} is not the approved one";
            }
        }

        var until = await client.CallAsync(protocol.UpgradeGate, SuspendedUntil.EncodeCall(), at, cancellation).ConfigureAwait(false);
        return AbiWords.ReadUInt256(until, 0).IsZero ? "the upgrader is not suspended" : null;
    }
}
