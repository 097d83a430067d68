using Homeostat.Core.Chain;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Pending;

/// <summary>
/// Transactions before they are mined, each once, from every endpoint that pushes. Warning: a best effort by nature: what
/// goes to a block builder in private is never seen, and under a flood the oldest are dropped and counted.
/// </summary>
public sealed class PendingFeed(EndpointPool pool, TimeProvider time, IngestionMetrics metrics)
{
    /// <summary>Transactions whose bodies are asked for in one batch.</summary>
    private const int BatchSize = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly PendingQueue _queue = new();

    /// <summary>Runs until cancelled.</summary>
    /// <param name="take">Called one at a time. An exception ends the feed.</param>
    public async Task RunAsync(Func<ChainUpdate.Pending, Task> take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(take);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] parts =
        [
            TakeAsync(take, ending.Token),
            .. pool.Endpoints.Where(e => e.Options.Kind == EndpointKind.WebSocket).Select(e => WatchAsync(e, ending.Token)),
        ];
        try
        {
            await (await Task.WhenAny(parts).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            ending.Cancel();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await ListenAsync(endpoint, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && FaultClassifier.Classify(e) is { } kind)
            {
                metrics.SubscriptionLost(endpoint.Slug);
                endpoint.Failed(new Finding(kind, e.Message), FaultClassifier.RetryAfter(e));
            }

            var wait = endpoint.UntilAvailable;
            await time.DelayAsync(wait > Pause ? wait : Pause, cancellation).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        await using var hashes = await endpoint.Client.SubscribeNewPendingTransactionsAsync(cancellation).ConfigureAwait(false);
        while (await hashes.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            while (hashes.Reader.TryRead(out var hash))
            {
                if (_queue.Add(hash, endpoint.Slug))
                {
                    metrics.PendingDropped();
                }
            }
        }

        throw new RpcTransportException("the newPendingTransactions subscription ended");
    }

    private async Task TakeAsync(Func<ChainUpdate.Pending, Task> take, CancellationToken cancellation)
    {
        while (true)
        {
            var batch = await _queue.TakeAsync(BatchSize, cancellation).ConfigureAwait(false);
            foreach (var transaction in await BodiesAsync(batch, cancellation).ConfigureAwait(false))
            {
                await take(new ChainUpdate.Pending(transaction)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>From whoever announced the first; a transaction that is mined, replaced or unknown by now is left out.</summary>
    private async Task<IReadOnlyList<TransactionView>> BodiesAsync(PendingBatch batch, CancellationToken cancellation)
    {
        var question = new Question<IReadOnlyList<TransactionView?>>(
            "pending transactions", (client, token) => client.GetTransactionsByHashAsync(batch.Hashes, token)) { Prefer = batch.Endpoint, MayWait = false };
        try
        {
            var views = (await pool.AskAsync(question, cancellation).ConfigureAwait(false)).Value;
            return [.. views.OfType<TransactionView>().Where(v => v.BlockNumber is null)];
        }
        catch (Exception e) when (e is NoAnswerException or RpcException)
        {
            metrics.PendingDropped(batch.Hashes.Count);
            return [];
        }
    }
}
