using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>Runs a protocol's rules over a range of the past, from where an earlier run stopped if it left a checkpoint.</summary>
/// <param name="checkpoint">Where to keep how far it is; null for nowhere.</param>
public sealed class BacktestRun(
    ProtocolDocument protocol, IRangeSource source, BacktestCheckpoint? checkpoint, IBacktestProgress progress, TimeProvider time)
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(5);

    private BlockNumber? _done;

    /// <summary>Which logs a source has to give for a protocol.</summary>
    public static LogFilter FilterOf(ProtocolDocument protocol)
    {
        // Nodes bound the length of the list; and contracts that events add are not on it.
        const int MaxAddresses = 1_000;
        var table = protocol.Decoding.Compile();
        return new LogFilter
        {
            Addresses = table.Follows || table.Contracts.Count > MaxAddresses ? [] : [.. table.Contracts],
            Topics = [[.. table.Topics]],
        };
    }

    /// <exception cref="EthereumRpcException">The source is gone. The checkpoint, if any, says how far it came.</exception>
    public async Task<BacktestReport> RunAsync(BlockRange range, CancellationToken cancellation)
    {
        var tally = new BacktestTally(protocol);
        var next = checkpoint?.Restore(tally, range) ?? range.First;
        ulong? resumedFrom = next == range.First ? null : next.Value;
        if (resumedFrom is not null)
        {
            progress.Said($"Going on at block {next} from {checkpoint!.Path}; delete it to begin anew.");
        }

        try
        {
            await TakeAllAsync(tally, range, next, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (checkpoint is not null && (e is EthereumRpcException or OperationCanceledException))
        {
            SaveProgress(tally, range);
            throw;
        }

        checkpoint?.Delete();
        return tally.Report(range, resumedFrom);
    }

    private async Task TakeAllAsync(BacktestTally tally, BlockRange range, BlockNumber next, CancellationToken cancellation)
    {
        var kept = time.GetTimestamp();
        await foreach (var part in Parts(next, range, cancellation).ConfigureAwait(false))
        {
            tally.Take(part);
            _done = part.Range.Last;
            progress.Advanced(part.Range.Last, tally.Events);
            if (checkpoint is not null && time.GetElapsedTime(kept) >= BetweenCheckpoints)
            {
                SaveProgress(tally, range);
                kept = time.GetTimestamp();
            }
        }
    }

    private void SaveProgress(BacktestTally tally, BlockRange range)
    {
        if (_done is { } done && done < range.Last)
        {
            checkpoint!.Save(tally, range, done + 1);
        }
    }

    private IAsyncEnumerable<RangePart> Parts(BlockNumber next, BlockRange range, CancellationToken cancellation) => next > range.Last
        ? AsyncEnumerable.Empty<RangePart>()
        : source.ReadAsync(new BlockRange(next, range.Last), cancellation);
}
