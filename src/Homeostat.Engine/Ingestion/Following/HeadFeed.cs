using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>
/// What the endpoints say the head is: every WebSocket endpoint pushes; while none does, the head is polled for. Hints may
/// repeat, come late and contradict each other; the follower sorts that out.
/// </summary>
internal sealed partial class HeadFeed(
    EndpointPool pool, BlockReader blocks, FollowerOptions options, TimeProvider time, IngestionMetrics metrics, IIngestionObserver observer)
{
    // A burst beyond this loses its oldest hints: the blocks are then fetched as a gap.
    private const int MaxHints = 256;

    private readonly Lock _gate = new();
    private readonly Queue<HeadHint> _hints = new();
    private TaskCompletionSource _arrived = new();
    private long? _pushedAt;
    private ulong _highest;
    private ulong _accepted;

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        pool.Endpoints.Where(e => options.Finality == Finality.Latest && e.Options.Kind == EndpointKind.WebSocket)
            .Select(e => WatchAsync(e, cancellation))
            .Append(PollAsync(cancellation)));

    public async Task<HeadHint> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                if (_hints.TryDequeue(out var hint))
                {
                    return hint;
                }

                if (_arrived.Task.IsCompleted)
                {
                    _arrived = new TaskCompletionSource();
                }

                arrived = _arrived.Task;
            }

            await arrived.OrCancelledAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The follower has delivered this height: whoever announces much less is lagging.</summary>
    public void Accepted(ulong number) => Volatile.Write(ref _accepted, number);

    /// <summary>The follower could not use a hint: the head is polled for instead of waiting for the next push.</summary>
    public void AskAgain()
    {
        lock (_gate)
        {
            _pushedAt = null;
        }
    }

    private void Offer(BlockHeader header, Endpoint endpoint)
    {
        if (blocks.Judge(header) is { } finding)
        {
            endpoint.Failed(finding, retryAfter: null);
            return;
        }

        NoteLag(header.Number.Value, endpoint);
        TaskCompletionSource arrived;
        lock (_gate)
        {
            _highest = Math.Max(_highest, header.Number.Value);
            metrics.HighestBlockSeen.Set(_highest);
            if (_hints.Count == MaxHints)
            {
                _hints.Dequeue();
            }

            _hints.Enqueue(new HeadHint(header, endpoint.Slug));
            arrived = _arrived;
        }

        arrived.TrySetResult();
    }

    // Against what was delivered, not against what was announced: a liar cannot make honest endpoints look late.
    private void NoteLag(ulong number, Endpoint endpoint)
    {
        var accepted = Volatile.Read(ref _accepted);
        if (options.Finality == Finality.Latest && number + options.MaxLag < accepted)
        {
            endpoint.Failed(new Finding(FaultKind.LaggingHead, $"its head is block {number}, {accepted - number} behind"), retryAfter: null);
        }
    }
}
