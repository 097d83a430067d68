using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Ports;
using Homeostat.Engine.Execution.Fees;
using Homeostat.Engine.Execution.Lanes;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution;

/// <summary>
/// What became of the actions on their way, block by block. Each is in one of these cases, looked at in this order:
/// mined (judged by its effect); in effect without that (done, for as long as it is); its block gone with a reorg (on its
/// way again); its nonce used up by somebody else (a new one at once); behind a nonce that nobody holds (moved there); offering too little (replaced); lost (sent again).
/// </summary>
internal sealed class FollowUp(ExecutorSetup setup, NonceLane lane, FeeMarket market, Transmitter transmitter)
{
    private readonly Dictionary<Hash32, string> _lastRefusal = [];
    private ChainLook _look = ChainLook.Nothing;

    /// <summary>An action that took effect without our having seen how.</summary>
    public async Task<ActionOutcome> AlreadyDoneAsync(ContainmentAction action, BlockRef head, CancellationToken cancellation) =>
        Outcomes.AlreadyDone(
            action, head, await PostCondition.WhyBrokenAsync(setup.Reader, setup.Protocol, action, head, cancellation).ConfigureAwait(false));

    public async Task<ImmutableArray<ActionOutcome>> RunAsync(BlockRef head, CancellationToken cancellation)
    {
        if (lane.Count == 0)
        {
            return [];
        }

        var outcomes = ImmutableArray.CreateBuilder<ActionOutcome>();
        try
        {
            _look = await ChainLook.TakeAsync(setup, lane, head, cancellation).ConfigureAwait(false);
            transmitter.BaseFee = _look.BaseFee ?? transmitter.BaseFee;
            foreach (var action in lane.ByNonce)
            {
                if (await FollowAsync(action, _look.Receipts.GetValueOrDefault(action.Action.Id), head, cancellation).ConfigureAwait(false) is { } outcome)
                {
                    outcomes.Add(outcome);
                }
            }
        }
        catch (EthereumRpcException)
        {
            // A failed look is not a clean look: nothing is concluded, and the next block looks again.
            setup.Metrics.Blind();
        }

        return outcomes.DrainToImmutable();
    }

    private Task<ActionOutcome?> FollowAsync(ActionInFlight action, TransactionReceipt? receipt, BlockRef head, CancellationToken cancellation)
    {
        if (receipt is not null)
        {
            return action.IncludedAt is { } at && at.Hash == receipt.BlockHash
                ? Task.FromResult(Settle(action, at, head))
                : JudgeAsync(action, receipt, cancellation);
        }

        if (_look.Done.Contains(action.Action.Id))
        {
            return action.IncludedAt is { } since ? Task.FromResult(Settle(action, since, head)) : ElsewhereAsync(action, head, cancellation);
        }

        if (action.IncludedAt is not null)
        {
            setup.Metrics.Reorged();
            return AgainAsync(action with { IncludedAt = null }, head, cancellation);
        }

        return lane.ChainNonce > action.Nonce ? StolenAsync(action, head, cancellation) : PushAsync(action, head, cancellation);
    }

    private ActionOutcome? Settle(ActionInFlight action, BlockRef at, BlockRef head)
    {
        if (head.Number >= at.Number + (ulong)setup.Options.ReorgBlocks)
        {
            Forget(action);
        }

        return null;
    }

    private async Task<ActionOutcome?> JudgeAsync(ActionInFlight action, TransactionReceipt receipt, CancellationToken cancellation)
    {
        var block = new BlockRef(receipt.BlockNumber.Value, receipt.BlockHash);
        if (!receipt.Succeeded)
        {
            Forget(action);
            return Outcomes.Failed(action, block, receipt.GasUsed, $"reverted in block {block.Number}");
        }

        var broken = await PostCondition.WhyBrokenAsync(setup.Reader, setup.Protocol, action.Action, block, cancellation).ConfigureAwait(false);
        if (broken is null)
        {
            Keep(action with { IncludedAt = block });
            setup.Metrics.Included(block.Number - Math.Min(block.Number, action.RequestedAt));
        }
        else
        {
            Forget(action);
        }

        return Outcomes.Included(action, receipt, broken);
    }

    /// <summary>The block that had it left the chain: it is on its way again, under the same id.</summary>
    private async Task<ActionOutcome?> AgainAsync(ActionInFlight action, BlockRef head, CancellationToken cancellation)
    {
        Keep(action);
        if (lane.ChainNonce > action.Nonce)
        {
            return await StolenAsync(action, head, cancellation).ConfigureAwait(false);
        }

        return Outcomes.Of(await transmitter.RepeatAsync(action, head.Number, cancellation).ConfigureAwait(false), head);
    }

    /// <summary>
    /// It took effect by a transaction that is not known here: sent by a process that was killed, or by somebody else. A
    /// reorganisation may undo that like any other, so what can be looked at again in every block is kept until it is too deep.
    /// </summary>
    private async Task<ActionOutcome?> ElsewhereAsync(ActionInFlight action, BlockRef head, CancellationToken cancellation)
    {
        if (action.Action is ContainmentAction.Restrict)
        {
            Keep(action with { IncludedAt = head });
        }
        else
        {
            Forget(action);
        }

        return await AlreadyDoneAsync(action.Action, head, cancellation).ConfigureAwait(false);
    }

    /// <summary>Its nonce is used up and by none of its transactions: unless it took effect all the same, it gets another.</summary>
    private async Task<ActionOutcome?> StolenAsync(ActionInFlight action, BlockRef head, CancellationToken cancellation)
    {
        if (await PostCondition.IsDoneAsync(setup.Reader, setup.Protocol, action.Action, head, cancellation).ConfigureAwait(false))
        {
            return await ElsewhereAsync(action, head, cancellation).ConfigureAwait(false);
        }

        setup.Metrics.NonceConflict();
        lane.Remove(action.Action.Id);
        return await SendAsync(action with { Nonce = lane.Free() }, Due(action, head), head, cancellation).ConfigureAwait(false);
    }

    /// <summary>It can still be mined: sees to it that it will be.</summary>
    private async Task<ActionOutcome?> PushAsync(ActionInFlight action, BlockRef head, CancellationToken cancellation)
    {
        if (lane.IsBehindGap(action))
        {
            return await SendAsync(action with { Nonce = lane.Free() }, Due(action, head), head, cancellation).ConfigureAwait(false);
        }

        if (Outcomes.OfferOf(action) is not { } sent)
        {
            return await SendAsync(action, Due(action, head), head, cancellation).ConfigureAwait(false);
        }

        if (Raise(action, sent, head) is { } higher)
        {
            setup.Metrics.Replaced();
            return await SendAsync(action, higher, head, cancellation).ConfigureAwait(false);
        }

        if (_look.AtTheNode.Contains(action.Action.Id))
        {
            return null;
        }

        var repeated = await transmitter.RepeatAsync(action, head.Number, cancellation).ConfigureAwait(false);
        lane.Put(repeated.Action);
        return repeated.IsTaken ? null : Refused(repeated, head);
    }

    /// <summary>Null while what is on its way is good enough, or is already the most that it is worth.</summary>
    private FeeOffer? Raise(ActionInFlight action, FeeOffer sent, BlockRef head)
    {
        var ladder = market.LadderFor(action.StakeUsd);
        var due = ladder.At(Waited(action, head), transmitter.BaseFee);
        var isSqueezed = sent.Max < transmitter.BaseFee + sent.Priority;
        return isSqueezed || due.Priority >= sent.LeastReplacement.Priority
            ? ladder.Replacing(sent, Waited(action, head), transmitter.BaseFee)
            : null;
    }

    private async Task<ActionOutcome?> SendAsync(ActionInFlight action, FeeOffer offer, BlockRef head, CancellationToken cancellation)
    {
        var transmission = await transmitter.SendAsync(action, offer, head.Number, cancellation).ConfigureAwait(false);
        lane.Put(transmission.Action);
        return transmission.IsTaken ? Outcomes.Of(transmission, head) : Refused(transmission, head);
    }

    /// <summary>What a node says in every block is said once.</summary>
    private ActionOutcome? Refused(Transmission refused, BlockRef head)
    {
        var id = refused.Action.Action.Id;
        if (_lastRefusal.GetValueOrDefault(id) == refused.Refusals)
        {
            return null;
        }

        _lastRefusal[id] = refused.Refusals;
        return Outcomes.Of(refused, head);
    }

    private FeeOffer Due(ActionInFlight action, BlockRef head) =>
        market.LadderFor(action.StakeUsd).At(Waited(action, head), transmitter.BaseFee);

    private static ulong Waited(ActionInFlight action, BlockRef head) => head.Number - Math.Min(head.Number, action.RequestedAt);

    private void Keep(ActionInFlight action)
    {
        lane.Put(action);
        setup.Store.Save(action);
    }

    private void Forget(ActionInFlight action)
    {
        lane.Remove(action.Action.Id);
        setup.Store.Forget(action.Action.Id);
        transmitter.Forget(action);
        _lastRefusal.Remove(action.Action.Id);
    }
}
