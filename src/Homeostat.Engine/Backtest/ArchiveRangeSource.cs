using System.Runtime.CompilerServices;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Engine.Archive;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>
/// Reads a range from what a run recorded: the blocks that stayed, not those that reorgs removed. A block that the archive
/// does not have is a failed look.
/// </summary>
public sealed class ArchiveRangeSource(ArchiveReader archive) : IRangeSource
{
    private readonly List<(BlockNumber Number, LogBatch Logs)> _unsettled = [];
    private readonly Stack<LogBatch> _batches = new();

    /// <exception cref="ArchiveException">Thrown while reading, at the first group that is damaged.</exception>
    public async IAsyncEnumerable<RangePart> ReadAsync(BlockRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // The archive is read from a local file; an enumerator that never waits is one all the same.
        await Task.CompletedTask.ConfigureAwait(false);
        var next = range.First;
        foreach (var input in archive.Read(Settling(range), new LogBatch()))
        {
            cancellation.ThrowIfCancellationRequested();
            Take(input);
            while (_unsettled.Count > Brain.ReorgDepth)
            {
                foreach (var part in Settle(range, ref next))
                {
                    yield return part;
                    Recycle(part.Logs);
                }
            }
        }

        while (_unsettled.Count > 0)
        {
            foreach (var part in Settle(range, ref next))
            {
                yield return part;
                Recycle(part.Logs);
            }
        }

        if (next <= range.Last)
        {
            yield return Missing(next, range.Last);
        }
    }

    /// <summary>A reorg that replaces blocks of the range may end above it.</summary>
    private static BlockRange Settling(BlockRange range) => new(range.First, range.Last + (2 * Brain.ReorgDepth));

    private static RangePart Missing(BlockNumber first, BlockNumber last)
    {
        var range = new BlockRange(first, last);
        return new RangePart(range, new LogBatch(), [new FailedLook(range, "the archive does not have these blocks")]);
    }

    private void Take(Input input)
    {
        switch (input)
        {
            case ChainUpdate.Committed committed:
                Append(committed.Block);
                break;
            case ChainUpdate.Reorged reorged:
                Remove(reorged.Old.Length);
                foreach (var block in reorged.New)
                {
                    Append(block);
                }

                break;
            case ChainUpdate.Reverted reverted:
                Remove(reverted.Old.Length);
                break;
            default:
                break;
        }
    }

    private void Append(Block block)
    {
        var logs = _batches.TryPop(out var used) ? used : new LogBatch();
        foreach (LogView log in block.Logs)
        {
            logs.Add(log);
        }

        _unsettled.Add((new BlockNumber(block.Ref.Number), logs));
    }

    private void Remove(int count)
    {
        for (; count > 0 && _unsettled.Count > 0; count--)
        {
            Recycle(_unsettled[^1].Logs);
            _unsettled.RemoveAt(_unsettled.Count - 1);
        }
    }

    /// <summary>The oldest block, which nothing can remove any more, and what is missing before it.</summary>
    private List<RangePart> Settle(BlockRange range, ref BlockNumber next)
    {
        var (number, logs) = _unsettled[0];
        _unsettled.RemoveAt(0);
        var parts = new List<RangePart>(2);
        if (!range.Contains(number) || number < next)
        {
            Recycle(logs);
            return parts;
        }

        if (next < number)
        {
            parts.Add(Missing(next, number - 1));
        }

        parts.Add(new RangePart(new BlockRange(number, number), logs, []));
        next = number + 1;
        return parts;
    }

    private void Recycle(LogBatch logs)
    {
        logs.Clear();
        _batches.Push(logs);
    }
}
