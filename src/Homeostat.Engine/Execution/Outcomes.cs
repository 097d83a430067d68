using Homeostat.Core.Chain;
using Homeostat.Core.Ports;
using Homeostat.Engine.Execution.Fees;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution;

/// <summary>What Core is told of an action, in a form that people can read on the timeline.</summary>
internal static class Outcomes
{
    /// <summary>Null if nothing was signed for it yet.</summary>
    public static FeeOffer? OfferOf(ActionInFlight action) => action.Transactions is [.., var newest]
        ? new FeeOffer(newest.MaxPriorityFeePerGas, newest.MaxFeePerGas)
        : null;

    public static ActionOutcome Of(Transmission transmission, BlockRef head) => transmission.IsTaken
        ? OnItsWay(transmission.Action, head)
        : Failed(transmission.Action, head, 0, $"was not taken by any node: {transmission.Refusals}");

    public static ActionOutcome OnItsWay(ActionInFlight action, BlockRef head) => Plain(
        action,
        ActionStatus.Sent,
        head,
        FormattableString.Invariant($"{Name(action)} sent with nonce {action.Nonce} at {OfferOf(action)?.ToString() ?? "no fee yet"}"));

    public static ActionOutcome Failed(ActionInFlight action, BlockRef block, ulong gasUsed, string what) =>
        new(action.Action.Id, ActionStatus.Failed, block, (long)gasUsed, false, $"{Name(action)} {what}");

    /// <param name="broken">Why the post-condition does not hold; null when it does.</param>
    public static ActionOutcome Included(ActionInFlight action, TransactionReceipt receipt, string? broken) => new(
        action.Action.Id,
        ActionStatus.Included,
        new BlockRef(receipt.BlockNumber.Value, receipt.BlockHash),
        (long)receipt.GasUsed,
        broken is null,
        broken is null
            ? FormattableString.Invariant($"{Name(action)} holds, read again at its block ({receipt.GasUsed:n0} gas)")
            : $"{Name(action)} was mined but does not hold: {broken}");

    /// <summary>It took effect without a transaction that is known here.</summary>
    public static ActionOutcome AlreadyDone(Homeostat.Core.Playbooks.ContainmentAction action, BlockRef head, string? broken) => new(
        action.Id,
        ActionStatus.Included,
        head,
        0,
        broken is null,
        broken is null
            ? $"{GuardContracts.Name(action)} had taken effect already, and holds"
            : $"{GuardContracts.Name(action)} had taken effect already, and no longer holds: {broken}");

    private static ActionOutcome Plain(ActionInFlight action, ActionStatus status, BlockRef block, string text) =>
        new(action.Action.Id, status, block, 0, false, text);

    private static string Name(ActionInFlight action) => GuardContracts.Name(action.Action);
}
