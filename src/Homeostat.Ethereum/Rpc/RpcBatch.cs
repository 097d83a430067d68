using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// Typed questions that travel together: one body over HTTP, pipelined over a WebSocket. Not atomic; where that matters,
/// each question names the block's hash. Not thread-safe; sent once.
/// </summary>
public sealed class RpcBatch
{
    private readonly IRpcTransport _transport;
    private readonly List<RpcRequest> _requests = [];
    private readonly List<Action<RpcReply>> _takers = [];

    internal RpcBatch(IRpcTransport transport) => _transport = transport;

    public int Count => _requests.Count;

    public BatchAnswer<byte[]> Call(CallRequest call, BlockTag block)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Ask<byte[]>(
            new RpcRequest("eth_call", call.ToJson(), block.ToJson()),
            static (ref Utf8JsonReader reader) => RpcJson.ReadData(ref reader, "eth_call"));
    }

    public BatchAnswer<ulong> GetTransactionCount(Address account, BlockTag block) => Ask(
        new RpcRequest("eth_getTransactionCount", account.ToLowerHex(), block.ToJson()),
        static (ref Utf8JsonReader reader) => RpcJson.ReadUInt64(ref reader, "eth_getTransactionCount"));

    public BatchAnswer<Wei> GetBalance(Address account, BlockTag block) => Ask(
        new RpcRequest("eth_getBalance", account.ToLowerHex(), block.ToJson()),
        static (ref Utf8JsonReader reader) => new Wei(RpcJson.ReadUInt256(ref reader, "eth_getBalance")));

    public BatchAnswer<Block?> GetBlockByHash(Hash32 hash) =>
        Ask(new RpcRequest("eth_getBlockByHash", hash.ToString(), false), BlockJson.ReadBlock);

    /// <summary>Null while the transaction is not mined, or unknown.</summary>
    public BatchAnswer<TransactionReceipt?> GetTransactionReceipt(Hash32 transaction) =>
        Ask(new RpcRequest("eth_getTransactionReceipt", transaction.ToString()), TransactionJson.ReadOptionalReceipt);

    /// <summary>Asks. A question that the node refuses fails by itself; a transport failure fails all of them and throws.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_requests.Count == 0)
        {
            return;
        }

        IReadOnlyList<RpcReply> replies = await _transport.SendBatchAsync(_requests, cancellationToken).ConfigureAwait(false);
        if (replies.Count != _requests.Count)
        {
            throw new RpcMalformedException($"The node gave {replies.Count} answers to {_requests.Count} questions.");
        }

        for (int i = 0; i < replies.Count; i++)
        {
            _takers[i](replies[i]);
        }
    }

    private BatchAnswer<T> Ask<T>(RpcRequest request, RpcParser<T> parser)
    {
        var answer = new BatchAnswer<T>(parser);
        _requests.Add(request);
        _takers.Add(answer.Take);
        return answer;
    }
}

/// <summary>What came back for one question of a batch.</summary>
public sealed class BatchAnswer<T>
{
    private readonly RpcParser<T> _parser;
    private RpcReply? _reply;

    internal BatchAnswer(RpcParser<T> parser) => _parser = parser;

    /// <summary>Why the node refused it; null if it did not.</summary>
    public RpcException? Error => Reply.Error;

    /// <summary>The answer; throws what the node refused it with, or <see cref="RpcMalformedException"/>.</summary>
    public T Value => RpcJson.Parse(Reply.Result, _parser);

    private RpcReply Reply => _reply ?? throw new InvalidOperationException("The batch was not sent.");

    internal void Take(RpcReply reply) => _reply = reply;
}
