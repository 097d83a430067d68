using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Blocks;
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
        var bloom = new LogsBloom();
        for (var i = 0; i < logs.Count; i++)
        {
            if (Stray(header, logs, i, interest) is { } why)
            {
                return new Finding(FaultKind.ForgedLogs, $"block {header.Number}: {why}");
            }

            AddTo(bloom, logs[i]);
        }

        if (Excess(bloom.Bits, header.LogsBloom.Span))
        {
            return new Finding(FaultKind.ForgedLogs, $"block {header.Number}: a log that the header's bloom filter rules out");
        }

        return interest.IsEverything ? Omission(header, logs, bloom) : null;
    }

    private static string? Stray(BlockHeader header, LogSlice logs, int i, LogInterest interest)
    {
        var log = logs[i];
        if (log.BlockHash != header.Hash || log.BlockNumber != header.Number || log.Removed)
        {
            return $"log {log.LogIndex} is of another block";
        }

        if (i > 0 && log.LogIndex <= logs[i - 1].LogIndex)
        {
            return $"log {log.LogIndex} is repeated or out of order";
        }

        return interest.Matches(log) ? null : $"log {log.LogIndex} was not asked for";
    }

    private static Finding? Omission(BlockHeader header, LogSlice logs, LogsBloom bloom)
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

    private static void AddTo(LogsBloom bloom, in LogView log)
    {
        bloom.Add(BloomKey.Of(log.Address));
        for (var i = 0; i < log.TopicCount; i++)
        {
            bloom.Add(BloomKey.Of(log.TopicBytes(i)));
        }
    }
}
