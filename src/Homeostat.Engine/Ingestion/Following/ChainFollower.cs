using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>
/// Follows a chain over a pool of endpoints: every block once, in order, with logs that were held against its header, or
/// named as in doubt. What the endpoints do wrong is named and worked around; a reorganisation of more than 64 blocks ends
/// it with <see cref="DeepReorgException"/>. One run at a time.
/// </summary>
public sealed partial class ChainFollower
{
    private readonly EndpointPool _pool;
    private readonly FollowerOptions _options;
    private readonly TimeProvider _time;
    private readonly IngestionMetrics _metrics;
    private readonly IIngestionObserver _observer;
    private readonly BlockReader _blocks;
    private readonly RangeReader _ranges;
    private readonly Turn _turn = new();
    private readonly ulong _headFirstAbove;

    // Changed only by whoever has the turn.
    private Trail _trail = new([]);
    private FollowPosition _start = FollowPosition.AtHead;
    private ImmutableArray<Gap> _gaps = [];

    public ChainFollower(EndpointPool pool, FollowerOptions options, TimeProvider time, IngestionMetrics metrics, IIngestionObserver observer)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_pool, _options, _time, _metrics, _observer) = (pool, options, time, metrics, observer);
        var interest = new LogInterest(options.Filter);
        _blocks = new BlockReader(pool, interest, options.Verification);
        _ranges = new RangeReader(pool, _blocks, interest, options);

        // The head lane begins as far below the head as a reorganisation may reach.
        _headFirstAbove = Math.Max(options.HeadFirstAbove, Brain.ReorgDepth);
    }

    /// <summary>Called when a header arrives that was not seen before, before anything is asked about it.</summary>
    public Action<BlockHeader>? HeadSeen { get; init; }

    /// <summary>Runs until cancelled; ends with the exception of the consumer or with <see cref="DeepReorgException"/>.</summary>
    public async Task RunAsync(FollowPosition start, IChainConsumer consumer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(consumer);
        (_start, _trail, _gaps) = (start, new Trail(start.Recent), start.Gaps);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var feed = new HeadFeed(_pool, _blocks, _options, _time, _metrics, _observer);
        Task[] parts =
        [
            FollowAsync(feed, consumer, ending.Token),
            BackfillAsync(consumer, ending.Token),
            feed.RunAsync(ending.Token),
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

    private async Task FollowAsync(HeadFeed feed, IChainConsumer consumer, CancellationToken cancellation)
    {
        while (true)
        {
            var hint = await feed.NextAsync(cancellation).ConfigureAwait(false);
            try
            {
                await AdvanceAsync(hint, consumer, cancellation).ConfigureAwait(false);
                feed.Accepted(_trail.IsEmpty ? 0 : _trail.Tip.Number);
            }
            catch (Exception e) when (e is NoAnswerException or RpcException)
            {
                // Nothing was delivered that is not known; the head will be asked for again.
                _observer.Blind(e.Message);
                feed.AskAgain();
            }
        }
    }

    /// <summary>Hands one step over and remembers it, both within the turn.</summary>
    private async Task DeliverAsync(
        ChainUpdate update, ImmutableArray<BlockEvidence> evidence, Lane lane, bool startsAnew, Action remember, IChainConsumer consumer, CancellationToken cancellation)
    {
        await _turn.EnterAsync(lane).ConfigureAwait(false);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            remember();
            var after = new FollowPosition(_trail.IsEmpty ? _start.Next : null, _trail.ToImmutable(), _gaps);
            await consumer.TakeAsync(new Delivery(update, evidence, lane, startsAnew, after), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Leave();
        }

        Measure(evidence);
    }

    private void Measure(ImmutableArray<BlockEvidence> evidence)
    {
        _metrics.UnverifiedBlocks.Inc(evidence.Count(e => !e.IsVerified));
        _metrics.GapBlocks.Set(_gaps.Sum(g => (double)g.Range.Count));
        if (!_trail.IsEmpty)
        {
            _metrics.HighestBlockDelivered.Set(_trail.Tip.Number);
        }
    }
}
