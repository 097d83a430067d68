using System.Collections.Concurrent;
using System.Collections.Immutable;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Execution.Fees;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Engine.Execution;

/// <summary>
/// Transactions of the next block's possible actions, signed while nothing is decided, so that what stands between a
/// decision and the socket is a lookup. A sheet holds for one block, nonce and base fee; a new one replaces it, and one
/// that is not finished by then is given up. What is not on it is signed when it is needed: the same bytes, later.
/// </summary>
internal sealed class SignedAhead(ISigner signer, TransactionMaker maker, FeeMarket market, ExecutionMetrics metrics) : IDisposable
{
    private ConcurrentDictionary<Key, SignedTransaction> _sheet = [];
    private CancellationTokenSource _signing = new();

    /// <summary>The signing under way; completed when every prepared action is signed. Never fails.</summary>
    public Task Ready { get; private set; } = Task.CompletedTask;

    /// <summary>Starts a new sheet in the background.</summary>
    /// <param name="nonce">Of each decision's first action; its others follow.</param>
    /// <param name="baseFee">Of the block that is to include them [wei per gas].</param>
    public void Begin(ImmutableArray<PreparedAction> prepared, ulong nonce, Wei baseFee)
    {
        _signing.Cancel();
        _signing.Dispose();
        _signing = new CancellationTokenSource();
        var sheet = new ConcurrentDictionary<Key, SignedTransaction>();
        _sheet = sheet;
        var (before, cancellation) = (Ready, _signing.Token);
        Ready = Task.Run(() => FillAsync(before, sheet, prepared, nonce, baseFee, cancellation), CancellationToken.None);
    }

    /// <summary>Null if it was not signed beforehand with exactly these fees and this nonce.</summary>
    public SignedTransaction? Find(Transaction wanted, Hash32 action, FeeOffer offer)
    {
        var found = _sheet.TryGetValue(new Key(action, offer, HashOf(wanted)), out var signed)
            && signed.Transaction.Nonce == wanted.Nonce
            && signed.Transaction.To == wanted.To
            && signed.Transaction.Data.Span.SequenceEqual(wanted.Data.Span);
        metrics.LookedAhead(found);
        return found ? signed : null;
    }

    public void Dispose()
    {
        _signing.Cancel();
        _signing.Dispose();
    }

    private async Task FillAsync(
        Task before,
        ConcurrentDictionary<Key, SignedTransaction> sheet,
        ImmutableArray<PreparedAction> prepared,
        ulong nonce,
        Wei baseFee,
        CancellationToken cancellation)
    {
        await before.ConfigureAwait(false);
        try
        {
            // A decision's stake is not known yet, so every first bid is signed; the ladder's base fee does not depend on it.
            var ladder = market.LadderFor(0);
            foreach (var priority in market.Rungs)
            {
                var offer = ladder.Offer(priority, baseFee);
                foreach (var (action, index) in prepared.SelectMany(p => p.Actions.Select((a, i) => (a, i))))
                {
                    cancellation.ThrowIfCancellationRequested();
                    foreach (var variant in maker.Variants(action))
                    {
                        var unsigned = maker.Make(variant, nonce + (ulong)index, offer);
                        sheet[new Key(action.Id, offer, HashOf(unsigned))] = await signer.SignAsync(unsigned, cancellation).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SigningException or ObjectDisposedException)
        {
            // The sheet stays as far as it got: what is missing is signed when it is needed, and what is wrong shows there.
        }
    }

    private static int HashOf(Transaction transaction)
    {
        var hash = default(HashCode);
        hash.AddBytes(transaction.Data.Span);
        return hash.ToHashCode();
    }

    private readonly record struct Key(Hash32 Action, FeeOffer Offer, int Data);
}
