using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>
/// Holds a block's logs against its header. What the bloom filter rules out is a lie. With every log asked for, the filter
/// must come out exactly and the positions must count from 0, so that most omissions are lies too; the last log can be
/// left out unseen if others set the same bits: only the receipts root tells that.
/// </summary>
internal static class LogJudge
{
    public static Finding? Judge(BlockHeader header, LogSlice logs, LogInterest interest)
    {
        var bloom = BloomBuilder.Begin();
        long before = -1;
        for (var i = 0; i < logs.Count; i++)
        {
            var log = logs[i];
            ref readonly var position = ref log.Position;
            if (Stray(header, log, position, before, interest) is { } why)
            {
                return new Finding(FaultKind.ForgedLogs, $"block {header.Number}: {why}");
            }

            before = position.LogIndex;
            bloom.Add(log);
        }

        if (Excess(bloom.Bits, header.LogsBloom.Span))
        {
            return new Finding(FaultKind.ForgedLogs, $"block {header.Number}: a log that the header's bloom filter rules out");
        }

        return interest.IsEverything ? Omission(header, logs, bloom) : null;
    }

    /// <param name="before">The position of the log before it.</param>
    private static string? Stray(BlockHeader header, in LogView log, in LogPosition position, long before, LogInterest interest)
    {
        if (position.BlockHash != header.Hash || position.BlockNumber != header.Number || position.Removed)
        {
            return $"log {position.LogIndex} is of another block";
        }

        if (position.LogIndex <= before)
        {
            return $"log {position.LogIndex} is repeated or out of order";
        }

        return interest.Matches(log) ? null : $"log {position.LogIndex} was not asked for";
    }

    private static Finding? Omission(BlockHeader header, LogSlice logs, BloomBuilder bloom)
    {
        if (logs.Count > 0 && logs[logs.Count - 1].LogIndex != logs.Count - 1)
        {
            return new Finding(FaultKind.MissingLogs, $"block {header.Number}: {logs.Count} logs, the last of which is number {logs[logs.Count - 1].LogIndex}");
        }

        return bloom.Bits.SequenceEqual(header.LogsBloom.Span)
            ? null
            : new Finding(FaultKind.MissingLogs, $"block {header.Number}: the header's bloom filter has more than its {logs.Count} logs");
    }

    private static bool Excess(ReadOnlySpan<byte> bits, ReadOnlySpan<byte> allowed)
    {
        for (var i = 0; i < bits.Length; i++)
        {
            if ((bits[i] & ~allowed[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
