namespace Homeostat.Ethereum.Rpc;

public sealed partial class EthereumClient
{
    /// <summary>
    /// The headers of a range in one batch, in order; null where the node has no such block. Warning: not atomic; a
    /// reorganisation in between shows as a parent hash that does not fit.
    /// </summary>
    public async Task<IReadOnlyList<BlockHeader?>> GetHeadersAsync(BlockRange range, CancellationToken cancellationToken)
    {
        var requests = new RpcRequest[checked((int)range.Count)];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = new RpcRequest("eth_getBlockByNumber", BlockTag.At(range.First + (ulong)i).ToJson(), false);
        }

        IReadOnlyList<RpcReply> replies = await _transport.SendBatchAsync(requests, cancellationToken).ConfigureAwait(false);
        return [.. replies.Select(reply => RpcJson.Parse(reply.Result, BlockJson.ReadOptionalHeader))];
    }

    /// <summary>One header, without its transactions; null where the node has no such block.</summary>
    public Task<BlockHeader?> GetHeaderAsync(BlockNumber number, CancellationToken cancellationToken) =>
        QueryAsync(new RpcRequest("eth_getBlockByNumber", BlockTag.At(number).ToJson(), false), BlockJson.ReadOptionalHeader, cancellationToken);

    /// <summary>Transactions in one batch, in order; null where the node does not know it (any more).</summary>
    public async Task<IReadOnlyList<TransactionView?>> GetTransactionsByHashAsync(IReadOnlyList<Hash32> hashes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        RpcRequest[] requests = [.. hashes.Select(hash => new RpcRequest("eth_getTransactionByHash", hash.ToString()))];
        IReadOnlyList<RpcReply> replies = await _transport.SendBatchAsync(requests, cancellationToken).ConfigureAwait(false);
        return [.. replies.Select(reply => RpcJson.Parse(reply.Result, TransactionJson.ReadOptionalTransaction))];
    }
}
