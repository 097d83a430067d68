using Homeostat.Core.Ports;
using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Engine.Execution.Fees;
using Homeostat.Engine.Execution.Lanes;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Engine.Execution;

/// <summary>
/// Signs a transaction of an action and hands it over. What nodes refuse is put right at once where it can be: a new
/// nonce, a higher fee, a fee that the balance covers.
/// </summary>
internal sealed class Transmitter(
    ExecutorSetup setup,
    NonceLane lane,
    TransactionMaker maker,
    FeeMarket market,
    SignedAhead ahead,
    Broadcaster broadcaster)
{
    /// <summary>A fee that doubles passes any jam that the cap allows within these.</summary>
    private const int MaxTries = 12;

    // Raw bytes of what was sent, so that sending again needs no signature; after a restart it is signed again.
    private readonly Dictionary<Hash32, byte[]> _raw = [];

    /// <summary>Of the block that includes what is sent now [wei per gas].</summary>
    public Wei BaseFee { get; set; }

    /// <param name="head">Number of the newest block.</param>
    public async Task<Transmission> SendAsync(ActionInFlight action, FeeOffer offer, ulong head, CancellationToken cancellation)
    {
        Transmission transmission = new(action, IsTaken: false, "it was not tried");
        for (var tries = 0; tries < MaxTries; tries++)
        {
            SignedTransaction signed;
            try
            {
                signed = await SignAsync(action, offer, cancellation).ConfigureAwait(false);
            }
            catch (SigningException unsigned)
            {
                return new Transmission(action, IsTaken: false, unsigned.Message);
            }

            action = With(action, signed, offer, head);
            lane.Put(action);
            var result = await HandOverAsync(action, signed, head, cancellation).ConfigureAwait(false);
            transmission = new Transmission(action, result.IsTaken, result.ToString());
            if (result.IsTaken || await RemedyAsync(action, offer, result, head, cancellation).ConfigureAwait(false) is not { } remedy)
            {
                break;
            }

            (action, offer) = (action with { Nonce = remedy.Nonce }, remedy.Offer);
        }

        return transmission;
    }

    /// <summary>Offers the newest transaction once more to every node: one may have lost it.</summary>
    public async Task<Transmission> RepeatAsync(ActionInFlight action, ulong head, CancellationToken cancellation)
    {
        var newest = action.Transactions[^1];
        var offer = new FeeOffer(newest.MaxPriorityFeePerGas, newest.MaxFeePerGas);
        if (newest.Nonce != action.Nonce || !_raw.TryGetValue(newest.Hash, out var raw))
        {
            return await SendAsync(action, offer, head, cancellation).ConfigureAwait(false);
        }

        var result = await broadcaster.SendAsync(raw, IsPrivateYet(action, head), cancellation).ConfigureAwait(false);
        return new Transmission(action, result.IsTaken, result.ToString());
    }

    public void Forget(ActionInFlight action)
    {
        foreach (var transaction in action.Transactions)
        {
            _raw.Remove(transaction.Hash);
        }
    }

    private async Task<SignedTransaction> SignAsync(ActionInFlight action, FeeOffer offer, CancellationToken cancellation)
    {
        var unsigned = maker.Make(action.Action, action.Nonce, offer);
        return ahead.Find(unsigned, action.Action.Id, offer)
            ?? await setup.Signer.SignAsync(unsigned, cancellation).ConfigureAwait(false);
    }

    private async Task<BroadcastResult> HandOverAsync(ActionInFlight action, SignedTransaction signed, ulong head, CancellationToken cancellation)
    {
        _raw[signed.Hash] = signed.Raw;
        var sending = broadcaster.SendAsync(signed.Raw, IsPrivateYet(action, head), cancellation);

        // On the wire before it is on disk: it only tightens, and its id makes a repeat harmless.
        setup.Store.Save(action);
        return await sending.ConfigureAwait(false);
    }

    private bool IsPrivateYet(ActionInFlight action, ulong head) => head < action.RequestedAt + (ulong)setup.Options.PrivateBlocks;

    private static ActionInFlight With(ActionInFlight action, SignedTransaction signed, FeeOffer offer, ulong head) =>
        action.Transactions.Any(t => t.Hash == signed.Hash)
            ? action
            : action with
            {
                Transactions = action.Transactions.Add(new ActionTransaction(signed.Hash, signed.Transaction.Nonce, offer.Priority, offer.Max, head)),
            };

    /// <summary>What to offer instead, and with which nonce; null when nothing that can be done now would help.</summary>
    private async Task<(ulong Nonce, FeeOffer Offer)?> RemedyAsync(
        ActionInFlight action, FeeOffer offer, BroadcastResult result, ulong head, CancellationToken cancellation)
    {
        var ladder = market.LadderFor(action.StakeUsd);
        var waited = head - Math.Min(head, action.RequestedAt);
        try
        {
            if (result.Has(RefusalKind.NonceTooLow) || result.Has(RefusalKind.NonceTooHigh))
            {
                return await OtherNonceAsync(action, cancellation).ConfigureAwait(false) is { } nonce ? (nonce, ladder.At(waited, BaseFee)) : null;
            }

            if (result.Has(RefusalKind.ReplacementUnderpriced))
            {
                return ladder.Doubling(offer, BaseFee) is { } higher ? (action.Nonce, higher) : null;
            }

            if (result.Has(RefusalKind.Underpriced))
            {
                BaseFee = await NewestBaseFeeAsync(cancellation).ConfigureAwait(false);
                return ladder.Replacing(offer, waited, BaseFee) is { } higher ? (action.Nonce, higher) : null;
            }

            return result.Has(RefusalKind.InsufficientFunds) && await AffordableAsync(offer, cancellation).ConfigureAwait(false) is { } lower
                ? (action.Nonce, lower)
                : null;
        }
        catch (EthereumRpcException)
        {
            // The node that would have to say is silent: the next block asks again.
            return null;
        }
    }

    /// <summary>Null when one of the action's own transactions was mined, or when the nonce is right and the node is not.</summary>
    private async Task<ulong?> OtherNonceAsync(ActionInFlight action, CancellationToken cancellation)
    {
        var batch = setup.Reader.Batch();
        var nonce = batch.GetTransactionCount(setup.Signer.Address, BlockTag.Latest);
        var receipts = action.Transactions.Select(t => batch.GetTransactionReceipt(t.Hash)).ToList();
        await batch.SendAsync(cancellation).ConfigureAwait(false);
        lane.Observe(nonce.Value);
        if (receipts.Any(r => r.Value is not null))
        {
            return null;
        }

        lane.Put(action with { Nonce = ulong.MaxValue });
        var free = lane.Free();
        lane.Put(action);
        return free == action.Nonce ? null : free;
    }

    private async Task<Wei> NewestBaseFeeAsync(CancellationToken cancellation)
    {
        var newest = await setup.Reader.GetBlockByNumberAsync(BlockTag.Latest, cancellation).ConfigureAwait(false);
        return newest is null ? BaseFee : FeeMarket.NextBaseFee(newest.Header);
    }

    /// <summary>As much as the balance covers, if that is enough to be included at all and less than what was refused.</summary>
    private async Task<FeeOffer?> AffordableAsync(FeeOffer refused, CancellationToken cancellation)
    {
        var balance = await setup.Reader.GetBalanceAsync(setup.Signer.Address, BlockTag.Latest, cancellation).ConfigureAwait(false);
        var most = new Wei(balance.Value / setup.Options.GasLimit);
        return most < refused.Max && most > BaseFee
            ? new FeeOffer(new Wei(UInt256.Min(refused.Priority.Value, (most - BaseFee).Value)), most)
            : null;
    }
}

/// <summary>How handing over went.</summary>
/// <param name="Action">With the transactions signed for it.</param>
/// <param name="Refusals">In the nodes' words; empty when the first one took it.</param>
internal sealed record Transmission(ActionInFlight Action, bool IsTaken, string Refusals);
