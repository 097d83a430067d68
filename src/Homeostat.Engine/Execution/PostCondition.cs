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

    /// <summary>Null when it holds; what answers with nonsense is not the contract that was asked for.</summary>
    /// <exception cref="EthereumRpcException">The node did not say.</exception>
    public static async Task<string?> WhyBrokenAsync(
        EthereumClient client,
        ProtocolDefinition protocol,
        ContainmentAction action,
        BlockRef block,
        CancellationToken cancellation)
    {
        try
        {
            return action switch
            {
                ContainmentAction.Restrict a => await RestrictionAsync(client, protocol, a, block, cancellation).ConfigureAwait(false),
                ContainmentAction.ContainCode a => await CodeAsync(client, protocol, a, block, cancellation).ConfigureAwait(false),
                _ => throw new ArgumentOutOfRangeException(nameof(action), action.GetType().Name, "unknown action"),
            };
        }
        catch (EthereumFormatException nonsense)
        {
            return $"the contract's answer cannot be read: {nonsense.Message}";
        }
    }

    /// <summary>
    /// Whether the action has already had its effect, so that sending it once more would be for nothing: the ledger knows
    /// its id; the gate, which has no such question, is judged by its state.
    /// </summary>
    /// <exception cref="EthereumRpcException">The node did not say.</exception>
    public static async Task<bool> IsDoneAsync(
        EthereumClient client,
        ProtocolDefinition protocol,
        ContainmentAction action,
        BlockRef block,
        CancellationToken cancellation)
    {
        if (action is not ContainmentAction.Restrict restrict)
        {
            return await WhyBrokenAsync(client, protocol, action, block, cancellation).ConfigureAwait(false) is null;
        }

        var answer = await client.CallAsync(
            protocol.RestrictionLedger, GuardContracts.EncodeIsDone(restrict, protocol), BlockTag.At(block.Hash), cancellation).ConfigureAwait(false);
        try
        {
            return GuardContracts.IsDone.DecodeOutput(answer)[0].AsBool();
        }
        catch (EthereumFormatException)
        {
            return false;
        }
    }

    private static async Task<string?> RestrictionAsync(
        EthereumClient client,
        ProtocolDefinition protocol,
        ContainmentAction.Restrict action,
        BlockRef block,
        CancellationToken cancellation)
    {
        var key = ScopeKey.Of(protocol, action.Scope);
        var batch = client.Batch();
        var asked = Enum.GetValues<Capabilities>()
            .Where(c => c != Capabilities.None && action.Blocks.HasFlag(c))
            .Select(c => (Capability: c, Until: batch.Call(new CallRequest(protocol.RestrictionLedger, GuardContracts.UntilOf.EncodeCall(key, (int)c)), BlockTag.At(block.Hash))))
            .ToList();
        await batch.SendAsync(cancellation).ConfigureAwait(false);
        var open = asked.Where(a => GuardContracts.UntilOf.DecodeOutput(a.Until.Value)[0].AsUInt256().IsZero).Select(a => a.Capability).ToList();
        return open.Count == 0 ? null : $"{string.Join(", ", open)} is not restricted on {action.Scope}";
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
