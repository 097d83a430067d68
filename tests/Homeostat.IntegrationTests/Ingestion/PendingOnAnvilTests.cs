using Homeostat.Engine.Devnet;
using Homeostat.Engine.Ingestion;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Pending;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Ingestion;

public sealed class PendingOnAnvilTests(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_is_seen_before_it_is_mined_and_only_once_whoever_announces_it()
    {
        var metrics = IngestionMetrics.Unread("anvil");
        await using var pool = new EndpointPool(
            new PoolOptions("anvil", 31337),
            [new EndpointOptions("one", anvil.Node.WebSocket, EndpointKind.WebSocket), new EndpointOptions("two", anvil.Node.WebSocket, EndpointKind.WebSocket)],
            new EndpointConnector(),
            TimeProvider.System,
            metrics,
            SilentObserver.Instance);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var seen = new List<TransactionView>();
        var marked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = new PendingFeed(pool, TimeProvider.System, metrics).RunAsync(
            pending =>
            {
                seen.Add(pending.Transaction);
                if (pending.Transaction.Input.Span is [0xff])
                {
                    marked.TrySetResult();
                }

                return Task.CompletedTask;
            },
            ending.Token);

        // The subscriptions are up when a transaction sent after them arrives; until then more are sent.
        var hashes = new List<Hash32>();
        while (!marked.Task.IsCompleted)
        {
            hashes.Add(await anvil.Chain.SendAsync(DevnetTransaction.Call(anvil.Account, Address.FromBytes(new byte[20]), [0xff]), Cancellation));
        }

        await ending.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.All(seen, t => Assert.Null(t.BlockNumber));
        Assert.All(seen, t => Assert.Contains(t.Hash, hashes));
        Assert.Equal(seen.Count, seen.DistinctBy(t => t.Hash).Count());
    }
}
