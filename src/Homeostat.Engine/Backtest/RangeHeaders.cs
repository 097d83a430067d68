using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>Reads the headers of a range: each with its own hash and joined to the one before.</summary>
internal sealed class RangeHeaders(RangeNodes nodes)
{
    // Nodes bound the length of a batch, and of its answer: a header comes with the hashes of its transactions.
    private const ulong MaxBatch = 100;

    private readonly HeaderJudge _judge = new();

    /// <exception cref="EthereumRpcException">No answer, or one that does not stand.</exception>
    public async Task<List<BlockHeader>> ReadAsync(int node, BlockRange range, CancellationToken cancellation)
    {
        var headers = new List<BlockHeader>((int)range.Count);
        while ((ulong)headers.Count < range.Count)
        {
            var next = range.First + (ulong)headers.Count;
            foreach (var header in await AskAsync(node, next, range.Last, cancellation).ConfigureAwait(false))
            {
                Take(headers, range.First + (ulong)headers.Count, header);
            }
        }

        return headers;
    }

    private async Task<IReadOnlyList<BlockHeader?>> AskAsync(int node, BlockNumber first, BlockNumber last, CancellationToken cancellation)
    {
        nodes.Called();
        var batch = new BlockRange(first, last - first < MaxBatch ? last : first + (MaxBatch - 1));

        // Some nodes take no batches: a single block, the last resort, is asked for without.
        return batch.Count == 1
            ? [await nodes[node].GetHeaderAsync(first, cancellation).ConfigureAwait(false)]
            : await nodes[node].GetHeadersAsync(batch, cancellation).ConfigureAwait(false);
    }

    private void Take(List<BlockHeader> headers, BlockNumber expected, BlockHeader? header)
    {
        if (header is null)
        {
            throw new RpcMalformedException($"Block {expected} is not known to the node.");
        }

        if (header.Number != expected)
        {
            throw new RpcMalformedException($"Block {expected} was asked for, and block {header.Number} came.");
        }

        if (_judge.Judge(header) is { } finding)
        {
            throw new RpcMalformedException($"The node lied: {finding.Detail}.");
        }

        if (headers.Count > 0 && !BlockLink.Of(header).Extends(BlockLink.Of(headers[^1])))
        {
            throw new RpcMalformedException($"Block {expected} does not extend the one before it.");
        }

        headers.Add(header);
    }
}
