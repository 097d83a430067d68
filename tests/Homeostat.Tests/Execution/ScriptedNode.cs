using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Tests.Execution;

/// <summary>A node that says what the test wants of each transaction, word for word, and keeps what it took.</summary>
internal sealed class ScriptedNode : IRpcTransport
{
    private readonly List<SignedTransaction> _taken = [];

    /// <summary>Why it does not take a transaction; null to take it.</summary>
    public Func<SignedTransaction, string?> Refuses { get; set; } = _ => null;

    public ulong Nonce { get; set; }

    public Wei Balance { get; set; } = Wei.FromEther(100);

    /// <summary>Hashes for which it has a receipt.</summary>
    public HashSet<Hash32> Mined { get; } = [];

    public IReadOnlyList<SignedTransaction> Taken => _taken;

    public EthereumClient Client => new(this);

    public Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(Answer(request)));

    public Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RpcReply>>([.. requests.Select(r => new RpcReply(Encoding.UTF8.GetBytes(Answer(r)).AsMemory()))]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Answer(RpcRequest request)
    {
        string? first = request.Parameters.Count > 0 ? request.Parameters[0]?.ToString() : null;
        return request.Method switch
        {
            "eth_sendRawTransaction" => Take(SignedTransaction.Parse(Hex.Decode(first!))),
            "eth_getTransactionCount" => $"\"0x{Nonce:x}\"",
            "eth_getBalance" => $"\"{Balance.Value.ToQuantity()}\"",
            "eth_getTransactionReceipt" => Mined.Contains(Hash32.Parse(first!)) ? Receipt(first!) : "null",
            "eth_getBlockByNumber" or "eth_getBlockByHash" => BlockText,
            _ => throw new RpcException(-32601, $"the method {request.Method} does not exist/is not available", null),
        };
    }

    private string Take(SignedTransaction transaction)
    {
        if (Refuses(transaction) is { } reason)
        {
            throw new RpcException(-32000, reason, null);
        }

        _taken.Add(transaction);
        return $"\"{transaction.Hash}\"";
    }

    private static string BlockText { get; } =
        $$"""
        {"number":"0x1","hash":"{{Word(1)}}","parentHash":"{{Word(0)}}","timestamp":"0x1","baseFeePerGas":"0x3b9aca00","gasUsed":"0xe4e1c0",
        "gasLimit":"0x1c9c380","logsBloom":"0x{{new string('0', 512)}}","miner":"0x{{new string('0', 40)}}","stateRoot":"{{Word(0)}}",
        "transactionsRoot":"{{Word(0)}}","receiptsRoot":"{{Word(0)}}","transactions":[]}
        """;

    private static string Receipt(string hash) =>
        $$"""
        {"transactionHash":"{{hash}}","transactionIndex":"0x0","blockNumber":"0x1","blockHash":"{{Word(1)}}","from":"0x{{new string('0', 40)}}",
        "to":null,"status":"0x1","gasUsed":"0x5208","effectiveGasPrice":"0x1","contractAddress":null,"logs":[]}
        """;

    private static string Word(int value) => $"0x{value:x64}";
}
