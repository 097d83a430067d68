using System.Text.Json;
using System.Text.Json.Nodes;
using Homeostat.Ethereum.Blocks;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// Typed calls to a node. Every answer is taken for hostile: what is missing or odd throws
/// <see cref="RpcMalformedException"/>. Warning: well-formed lies pass; comparing nodes is the caller's. Safe for
/// concurrent use. The transport is the caller's to dispose.
/// </summary>
public sealed partial class EthereumClient
{
    private readonly IRpcTransport _transport;

    public EthereumClient(IRpcTransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        _transport = transport;
    }

    public IRpcTransport Transport => _transport;

    /// <summary>Questions to be asked together.</summary>
    public RpcBatch Batch() => new(_transport);

    public Task<ulong> ChainIdAsync(CancellationToken cancellationToken) => UInt64Async(new("eth_chainId"), cancellationToken);

    public async Task<BlockNumber> BlockNumberAsync(CancellationToken cancellationToken) =>
        new(await UInt64Async(new("eth_blockNumber"), cancellationToken).ConfigureAwait(false));

    /// <summary>Null when the node has no such block (yet). The pending block has no hash and is refused.</summary>
    public Task<Block?> GetBlockByNumberAsync(BlockTag block, CancellationToken cancellationToken) =>
        QueryAsync(new("eth_getBlockByNumber", block.ToJson(), false), BlockJson.ReadBlock, cancellationToken);

    public Task<Block?> GetBlockByHashAsync(Hash32 hash, CancellationToken cancellationToken) =>
        QueryAsync(new("eth_getBlockByHash", hash.ToString(), false), BlockJson.ReadBlock, cancellationToken);

    /// <summary>
    /// Appends the logs of one block and returns their number; on failure the batch is as it was. A node that does not know
    /// the block answers with an error.
    /// </summary>
    public Task<int> GetLogsAsync(Hash32 blockHash, LogFilter filter, LogBatch into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        JsonObject json = filter.ToJson();
        json["blockHash"] = blockHash.ToString();
        return LogsAsync(json, into, cancellationToken);
    }

    /// <summary>
    /// Appends the logs of a range and returns their number; on failure the batch is as it was. Warning: a node that is
    /// behind answers with fewer logs, not with an error.
    /// </summary>
    public Task<int> GetLogsAsync(BlockRange range, LogFilter filter, LogBatch into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        JsonObject json = filter.ToJson();
        json["fromBlock"] = BlockTag.At(range.First).ToJson();
        json["toBlock"] = BlockTag.At(range.Last).ToJson();
        return LogsAsync(json, into, cancellationToken);
    }

    /// <summary>The logs of one block in a batch of their own.</summary>
    public async Task<LogBatch> GetLogsAsync(Hash32 blockHash, LogFilter filter, CancellationToken cancellationToken)
    {
        var logs = new LogBatch();
        await GetLogsAsync(blockHash, filter, logs, cancellationToken).ConfigureAwait(false);
        return logs;
    }

    /// <summary>The logs of a range in a batch of their own, with the same warning.</summary>
    public async Task<LogBatch> GetLogsAsync(BlockRange range, LogFilter filter, CancellationToken cancellationToken)
    {
        var logs = new LogBatch();
        await GetLogsAsync(range, filter, logs, cancellationToken).ConfigureAwait(false);
        return logs;
    }

    /// <summary>Null while the transaction is not mined, or unknown.</summary>
    public Task<TransactionReceipt?> GetTransactionReceiptAsync(Hash32 transaction, CancellationToken cancellationToken) =>
        QueryAsync(new("eth_getTransactionReceipt", transaction.ToString()), TransactionJson.ReadOptionalReceipt, cancellationToken);

    /// <summary>Receipts of all of a block's transactions, in their order.</summary>
    public async Task<IReadOnlyList<TransactionReceipt>> GetBlockReceiptsAsync(BlockTag block, CancellationToken cancellationToken) =>
        await QueryAsync(new("eth_getBlockReceipts", block.ToJson()), TransactionJson.ReadReceipts, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The receipts as the block's receipts root commits to them, for <see cref="ReceiptsRoot"/>. Null when the node does
    /// not know the block. Not every node offers this.
    /// </summary>
    public async Task<IReadOnlyList<ConsensusReceipt>?> GetConsensusReceiptsAsync(Hash32 block, CancellationToken cancellationToken) =>
        await QueryAsync(new("eth_getBlockReceipts", block.ToString()), ConsensusReceiptJson.ReadOptionalList, cancellationToken).ConfigureAwait(false);

    /// <summary>Null when the node does not know the transaction.</summary>
    public Task<TransactionView?> GetTransactionByHashAsync(Hash32 transaction, CancellationToken cancellationToken) =>
        QueryAsync(new("eth_getTransactionByHash", transaction.ToString()), TransactionJson.ReadOptionalTransaction, cancellationToken);

    public Task<ulong> GetTransactionCountAsync(Address account, BlockTag block, CancellationToken cancellationToken) =>
        UInt64Async(new("eth_getTransactionCount", account.ToLowerHex(), block.ToJson()), cancellationToken);

    public async Task<Wei> GetBalanceAsync(Address account, BlockTag block, CancellationToken cancellationToken) =>
        new(await UInt256Async(new("eth_getBalance", account.ToLowerHex(), block.ToJson()), cancellationToken).ConfigureAwait(false));

    public Task<byte[]> GetCodeAsync(Address account, BlockTag block, CancellationToken cancellationToken) =>
        DataAsync(new("eth_getCode", account.ToLowerHex(), block.ToJson()), cancellationToken);

    public async Task<Hash32> GetStorageAtAsync(Address account, Hash32 slot, BlockTag block, CancellationToken cancellationToken)
    {
        var request = new RpcRequest("eth_getStorageAt", account.ToLowerHex(), slot.ToString(), block.ToJson());
        return (await UInt256Async(request, cancellationToken).ConfigureAwait(false)).ToHash32();
    }

    public async Task<Wei> GasPriceAsync(CancellationToken cancellationToken) =>
        new(await UInt256Async(new("eth_gasPrice"), cancellationToken).ConfigureAwait(false));

    public async Task<Wei> MaxPriorityFeePerGasAsync(CancellationToken cancellationToken) =>
        new(await UInt256Async(new("eth_maxPriorityFeePerGas"), cancellationToken).ConfigureAwait(false));

    private async Task<int> LogsAsync(JsonObject filter, LogBatch into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(into);
        int before = into.Count;
        try
        {
            return await _transport.QueryAsync(
                new RpcRequest("eth_getLogs", filter),
                (ReadOnlySpan<byte> message, ref Utf8JsonReader reader) => LogJson.ReadInto(message, ref reader, into),
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The result may have been read before what follows it turned out malformed.
            into.TruncateTo(before);
            throw;
        }
    }

    private Task<ulong> UInt64Async(RpcRequest request, CancellationToken cancellationToken) =>
        QueryAsync(request, (ref Utf8JsonReader reader) => RpcJson.ReadUInt64(ref reader, request.Method), cancellationToken);

    private Task<UInt256> UInt256Async(RpcRequest request, CancellationToken cancellationToken) =>
        QueryAsync(request, (ref Utf8JsonReader reader) => RpcJson.ReadUInt256(ref reader, request.Method), cancellationToken);

    private Task<byte[]> DataAsync(RpcRequest request, CancellationToken cancellationToken) =>
        QueryAsync(request, (ref Utf8JsonReader reader) => RpcJson.ReadData(ref reader, request.Method), cancellationToken);

    private Task<T> QueryAsync<T>(RpcRequest request, RpcParser<T> parser, CancellationToken cancellationToken) =>
        _transport.QueryAsync(request, (ReadOnlySpan<byte> _, ref Utf8JsonReader reader) => parser(ref reader), cancellationToken);
}
