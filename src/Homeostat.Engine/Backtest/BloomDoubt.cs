using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>
/// A block's filter admits a watched contract that none of its logs is of: chance, or an omission. The receipts of any node
/// decide; where none has them, a second node that has as many logs.
/// </summary>
internal sealed class BloomDoubt(RangeNodes nodes, LogInterest interest)
{
    /// <summary>The block's logs; null when nothing settles it.</summary>
    /// <param name="node">Who gave the logs.</param>
    public async Task<LogBatch?> SettleAsync(int node, BlockHeader header, LogSlice given, CancellationToken cancellation)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var receipts = nodes[node + i];
            if (await TryAsync(() => BlockReceipts.LogsAsync(receipts, header, interest, cancellation)).ConfigureAwait(false) is { } logs)
            {
                return logs;
            }
        }

        for (var i = 1; i < nodes.Count; i++)
        {
            var second = nodes[node + i];
            if (await TryAsync(() => second.GetLogsAsync(header.Hash, interest.Filter, cancellation)).ConfigureAwait(false) is { } logs
                && LogJudge.Judge(header, LogSlice.Whole(logs), interest) is null)
            {
                return logs.Count == given.Count ? logs : null;
            }
        }

        return null;
    }

    private async Task<LogBatch?> TryAsync(Func<Task<LogBatch>> ask)
    {
        nodes.Called();
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (EthereumRpcException)
        {
            // Not offered, or a lie of its own: the next is asked.
            return null;
        }
    }
}
