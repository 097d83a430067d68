using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>What an honest answer to a range of logs looks like, whoever gave it.</summary>
internal static class RangeAnswer
{
    /// <param name="first">The answer's first log within the batch.</param>
    /// <exception cref="RpcMalformedException">Logs outside the range, out of order, removed, or of two blocks at one height.</exception>
    public static void Check(LogBatch logs, int first, BlockRange range)
    {
        LogPosition before = default;
        for (var i = first; i < logs.Count; i++)
        {
            ref readonly LogPosition log = ref logs[i].Position;
            if (log.Removed)
            {
                throw Lie(log, "is marked as removed from the chain");
            }

            if (!range.Contains(log.BlockNumber))
            {
                throw Lie(log, $"is outside the blocks {range} that were asked for");
            }

            if (i > first)
            {
                CheckOrder(before, log);
            }

            before = log;
        }
    }

    private static void CheckOrder(in LogPosition before, in LogPosition log)
    {
        if (log.BlockNumber < before.BlockNumber || (log.BlockNumber == before.BlockNumber && log.LogIndex <= before.LogIndex))
        {
            throw Lie(log, $"comes after log {before.LogIndex} of block {before.BlockNumber}");
        }

        if (log.BlockNumber == before.BlockNumber && log.BlockHash != before.BlockHash)
        {
            throw Lie(log, $"has another block hash than log {before.LogIndex} of the same block");
        }
    }

    private static RpcMalformedException Lie(in LogPosition log, string what) =>
        new($"The answer's log {log.LogIndex} of block {log.BlockNumber} {what}.");
}
