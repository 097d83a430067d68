using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>Asks one node for the logs of a range and holds its answer against itself and, if wanted, the blocks' headers.</summary>
/// <param name="verification">Against what of its header a block is checked; null for a node that is believed.</param>
internal sealed class RangeQuestion(RangeNodes nodes, LogFilter filter, LogVerification? verification)
{
    private readonly LogInterest _interest = new(filter);
    private readonly RangeHeaders _headers = new(nodes);

    /// <summary>Appends the range's logs and returns their number; on failure the draft is as it was.</summary>
    /// <exception cref="EthereumRpcException">No answer, or one that does not stand.</exception>
    public async Task<int> AskAsync(int node, BlockRange range, RangeDraft into, CancellationToken cancellation)
    {
        var before = into.Logs.Count;
        try
        {
            if (verification is null)
            {
                await LogsAsync(node, range, into.Logs, cancellation).ConfigureAwait(false);
            }
            else
            {
                await CheckedAsync(node, range, into, cancellation).ConfigureAwait(false);
            }

            return into.Logs.Count - before;
        }
        catch
        {
            into.Logs.TruncateTo(before);
            throw;
        }
    }

    private async Task CheckedAsync(int node, BlockRange range, RangeDraft into, CancellationToken cancellation)
    {
        var headers = await _headers.ReadAsync(node, range, cancellation).ConfigureAwait(false);
        if (verification == LogVerification.Receipts)
        {
            await ByReceiptsAsync(node, headers, into.Logs, cancellation).ConfigureAwait(false);
        }
        else
        {
            await ByBloomAsync(node, range, headers, into, cancellation).ConfigureAwait(false);
        }

        foreach (var header in headers)
        {
            into.Linked(BlockLink.Of(header));
        }
    }

    private async Task LogsAsync(int node, BlockRange range, LogBatch into, CancellationToken cancellation)
    {
        nodes.Called();
        var before = into.Count;
        await nodes[node].GetLogsAsync(range, filter, into, cancellation).ConfigureAwait(false);
        RangeAnswer.Check(into, before, range);
    }

    private async Task ByReceiptsAsync(int node, List<BlockHeader> headers, LogBatch into, CancellationToken cancellation)
    {
        foreach (var header in headers.Where(h => _interest.MayBeIn(h.LogsBloom.Span)))
        {
            nodes.Called();
            var logs = await BlockReceipts.LogsAsync(nodes[node], header, _interest, cancellation).ConfigureAwait(false);
            Append(LogSlice.Whole(logs), into);
        }
    }

    private async Task ByBloomAsync(int node, BlockRange range, List<BlockHeader> headers, RangeDraft into, CancellationToken cancellation)
    {
        var first = into.Logs.Count;
        if (headers.Any(h => _interest.MayBeIn(h.LogsBloom.Span)))
        {
            await LogsAsync(node, range, into.Logs, cancellation).ConfigureAwait(false);
        }

        if (!Judge(headers, into.Logs, first))
        {
            await ResolveAsync(node, headers, first, into, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>False if a doubt remains that the filters alone cannot settle.</summary>
    private bool Judge(List<BlockHeader> headers, LogBatch logs, int first)
    {
        var isClear = true;
        foreach (var header in headers)
        {
            var slice = LogSlice.OfBlock(logs, header.Number, first);
            first += slice.Count;
            if (LogJudge.Judge(header, slice, _interest) is { } finding)
            {
                throw new RpcMalformedException($"The node lied: {finding.Detail}.");
            }

            isClear &= _interest.Unexplained(header.LogsBloom.Span, slice) is null;
        }

        return isClear;
    }

    /// <summary>Puts what was found out in the place of the logs that are in doubt.</summary>
    private async Task ResolveAsync(int node, List<BlockHeader> headers, int first, RangeDraft into, CancellationToken cancellation)
    {
        var given = new LogSlice(into.Logs, first, into.Logs.Count - first).ToBatch();
        into.Logs.TruncateTo(first);
        var doubt = new BloomDoubt(nodes, _interest);
        var at = 0;
        foreach (var header in headers)
        {
            var logs = LogSlice.OfBlock(given, header.Number, at);
            at += logs.Count;
            if (_interest.Unexplained(header.LogsBloom.Span, logs) is not { } address)
            {
                Append(logs, into.Logs);
            }
            else if (await doubt.SettleAsync(node, header, logs, cancellation).ConfigureAwait(false) is { } settled)
            {
                Append(LogSlice.Whole(settled), into.Logs);
            }
            else
            {
                into.Failed(header.Number.Value, $"The bloom filter admits logs of {address} that the node does not have, and neither receipts nor another node settle it.");
            }
        }
    }

    private static void Append(LogSlice logs, LogBatch into)
    {
        for (var i = 0; i < logs.Count; i++)
        {
            into.Add(logs[i]);
        }
    }
}
