using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Engine.Backtest;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Archive;

/// <summary>
/// The blocks of an archive as a backtest reads them: those that stood in the end, so a block is given once no reorg can
/// take it away. A block that the archive does not have is a failed look.
/// </summary>
public sealed class ArchiveRangeSource : IRangeSource
{
    private readonly ArchiveReader _archive;

    /// <param name="filter">What the backtest asks for.</param>
    /// <exception cref="ArchiveException">Not all of that was recorded.</exception>
    public ArchiveRangeSource(ArchiveReader archive, LogFilter filter)
    {
        ArgumentNullException.ThrowIfNull(archive);
        _archive = archive;
        if (!archive.Header.Logs.Cover(filter))
        {
            throw new ArchiveException(
                archive.File, 0, "does not have every log that the protocol's definition reads: it was recorded with another definition; record again");
        }
    }

    public IAsyncEnumerable<RangePart> ReadAsync(BlockRange range, CancellationToken cancellation) => Parts(range, cancellation).ToAsyncEnumerable();

    private IEnumerable<RangePart> Parts(BlockRange range, CancellationToken cancellation)
    {
        BlockNumber? next = range.First;
        foreach (var block in Standing(range))
        {
            cancellation.ThrowIfCancellationRequested();
            var at = new BlockNumber(block.Ref.Number);
            if (next is not { } expected || at < expected)
            {
                continue;
            }

            if (at > expected)
            {
                yield return Missing(new BlockRange(expected, at - 1));
            }

            yield return new RangePart(new BlockRange(at, at), block.Logs, []);
            next = at == range.Last ? null : at + 1;
        }

        if (next is { } left)
        {
            yield return Missing(new BlockRange(left, range.Last));
        }
    }

    private static RangePart Missing(BlockRange blocks) => new(blocks, new LogBatch(), [new FailedLook(blocks, "is not in the archive")]);

    private IEnumerable<Block> Standing(BlockRange range)
    {
        var open = new LinkedList<Block>();
        // What a reorg brings to the range may stand behind a later block.
        foreach (var update in _archive.Read(Widened(range)).OfType<ChainUpdate>())
        {
            Take(update, open);
            while (open.Count > Brain.ReorgDepth + 1)
            {
                yield return open.First!.Value;
                open.RemoveFirst();
            }
        }

        foreach (var block in open)
        {
            yield return block;
        }
    }

    private static void Take(ChainUpdate update, LinkedList<Block> open)
    {
        var (old, added) = update switch
        {
            ChainUpdate.Committed committed => ([], [committed.Block]),
            ChainUpdate.Reorged reorged => (reorged.Old, reorged.New),
            ChainUpdate.Reverted reverted => (reverted.Old, []),
            _ => throw new ArgumentOutOfRangeException(nameof(update), update.GetType().Name, "unknown chain update"),
        };
        while (open.Last is { } newest && old.Contains(newest.Value.Ref))
        {
            open.RemoveLast();
        }

        foreach (var block in added)
        {
            open.AddLast(block);
        }
    }

    private static BlockRange Widened(BlockRange range)
    {
        var last = range.Last.Value;
        return new BlockRange(range.First, new BlockNumber(last > ulong.MaxValue - Brain.ReorgDepth ? ulong.MaxValue : last + Brain.ReorgDepth));
    }
}
