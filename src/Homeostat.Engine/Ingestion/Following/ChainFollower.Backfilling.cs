using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

public sealed partial class ChainFollower
{
    private const int UnlinkedSilences = 20;

    private TaskCompletionSource _gapOpened = new();
    private long? _unlinkedSince;

    /// <summary>
    /// Leaves the missing blocks to the backfill lane and begins the head lane anew, as far below the head as a
    /// reorganisation may reach. Nothing is changed before all of it is read.
    /// </summary>
    private async Task JumpAsync(HeadHint hint, BlockRange missing, IChainConsumer consumer, CancellationToken cancellation)
    {
        var first = hint.Header.Number - Brain.ReorgDepth;
        var blocks = new List<ReadBlock>();
        await foreach (var chunk in _ranges.ReadAsync(new BlockRange(first, missing.Last), mayWait: false, cancellation).ConfigureAwait(false))
        {
            blocks.AddRange(chunk);
        }

        blocks.Add(await _blocks.ReadAsync(hint.Header, hint.Endpoint, cancellation).ConfigureAwait(false));
        if (blocks.Zip(blocks.Skip(1)).Any(p => p.Second.Block.ParentHash != p.First.Block.Ref.Hash))
        {
            throw new NoAnswerException($"the blocks below {hint.Header.Number} as one chain", []);
        }

        if (!_trail.IsEmpty)
        {
            await RetractOrphansAsync(blocks[0].Header, consumer, cancellation).ConfigureAwait(false);
            missing = new BlockRange(new BlockNumber(_trail.Tip.Number + 1), missing.Last);
        }

        var gap = new Gap(_trail.IsEmpty ? null : _trail.Tip, new BlockRange(missing.First, first - 1), blocks[0].Block.ParentHash);
        await StartAnewAsync(gap, blocks[0], consumer, cancellation).ConfigureAwait(false);
        foreach (var block in blocks.Skip(1))
        {
            await CommitAsync(block, startsAnew: false, consumer, cancellation).ConfigureAwait(false);
        }
    }

    private async Task StartAnewAsync(Gap gap, ReadBlock block, IChainConsumer consumer, CancellationToken cancellation)
    {
        await DeliverAsync(
            new ChainUpdate.Committed(block.Block),
            [block.Evidence],
            Lane.Head,
            startsAnew: true,
            () =>
            {
                _gaps = _gaps.Add(gap);
                _trail.Clear();
                _trail.Append(block.Block.Ref);
            },
            consumer,
            cancellation).ConfigureAwait(false);
        _gapOpened.TrySetResult();
    }

    /// <summary>
    /// Blocks that were delivered and left the chain while we were away are retracted before they are built upon. Whoever
    /// is asked must have the new head lane's first block as well, or it might itself still be on the old branch.
    /// </summary>
    private async Task RetractOrphansAsync(BlockHeader first, IChainConsumer consumer, CancellationToken cancellation)
    {
        var delivered = _trail.ToImmutable();
        var range = new BlockRange(new BlockNumber(delivered[0].Number), new BlockNumber(delivered[^1].Number));
        var question = new Question<IReadOnlyList<BlockHeader?>>($"the headers of blocks {range}", async (client, token) =>
        {
            // The anchor before the rest: an endpoint that changes branches in between changes to the anchor's.
            var anchor = (await client.GetBlockByNumberAsync(first.Number, token).ConfigureAwait(false))?.Header;
            return [.. await client.GetHeadersAsync(range, token).ConfigureAwait(false), anchor];
        })
        {
            Judge = headers => headers[^1]?.Hash != first.Hash ? new Finding(FaultKind.UnknownBlock, $"block {first.Number} is not what others have there")
                : headers.Any(h => h is null) ? new Finding(FaultKind.UnknownBlock, $"blocks {range} are not all known")
                : headers.Select(h => _blocks.Judge(h!)).FirstOrDefault(f => f is not null),
        };
        var headers = (await _pool.AskAsync(question, cancellation).ConfigureAwait(false)).Value;
        var kept = delivered.Length;
        while (kept > 0 && headers[kept - 1]!.Hash != delivered[kept - 1].Hash)
        {
            kept--;
        }

        if (kept == 0)
        {
            throw new DeepReorgException(delivered[^1], new BlockRef(headers[^2]!.Number.Value, headers[^2]!.Hash));
        }

        if (kept < delivered.Length)
        {
            await ReplaceAsync(delivered[kept..], [], consumer, cancellation).ConfigureAwait(false);
        }
    }

    private async Task BackfillAsync(IChainConsumer consumer, CancellationToken cancellation)
    {
        while (true)
        {
            if (_gaps.IsEmpty)
            {
                await _gapOpened.Task.OrCancelledAsync(cancellation).ConfigureAwait(false);
                _gapOpened = new TaskCompletionSource();
                continue;
            }

            try
            {
                await FillAsync(_gaps[0], consumer, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is NoAnswerException or RpcException)
            {
                _observer.Blind(e.Message);
                await _time.DelayAsync(_options.PollInterval, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task FillAsync(Gap gap, IChainConsumer consumer, CancellationToken cancellation)
    {
        await foreach (var chunk in _ranges.ReadAsync(gap.Range, mayWait: true, cancellation).ConfigureAwait(false))
        {
            foreach (var block in chunk)
            {
                gap = await FillOneAsync(gap, block, consumer, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<Gap> FillOneAsync(Gap gap, ReadBlock block, IChainConsumer consumer, CancellationToken cancellation)
    {
        var at = block.Block.Ref;
        var isLast = at.Number == gap.Range.Last.Value;
        if ((gap.Before is { } before && block.Block.ParentHash != before.Hash) || (isLast && at.Hash != gap.ParentOfNext))
        {
            throw Unlinked(gap, at);
        }

        _unlinkedSince = null;
        var rest = isLast ? gap : new Gap(at, new BlockRange(new BlockNumber(at.Number + 1), gap.Range.Last), gap.ParentOfNext);
        await DeliverAsync(
            new ChainUpdate.Committed(block.Block),
            [block.Evidence],
            Lane.Backfill,
            startsAnew: false,
            () => _gaps = isLast ? _gaps.RemoveAt(0) : _gaps.SetItem(0, rest),
            consumer,
            cancellation).ConfigureAwait(false);
        return rest;
    }

    /// <summary>
    /// An endpoint on a branch that others left; if that lasts, the chain itself has changed, deeper below the head than a
    /// reorganisation may reach.
    /// </summary>
    private Exception Unlinked(Gap gap, BlockRef at)
    {
        _unlinkedSince ??= _time.GetTimestamp();
        return _time.GetElapsedTime(_unlinkedSince.Value) > UnlinkedSilences * _options.SilenceLimit
            ? new DeepReorgException(gap.Before ?? at, at)
            : new NoAnswerException($"block {at.Number} as one chain with its neighbours", []);
    }
}
