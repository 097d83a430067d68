using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ethereum.Rpc;

/// <summary>What a node may answer: anything. What comes of it: a value, or a typed exception.</summary>
public sealed class HostileAnswerTests
{
    private const int Rounds = 1_500;
    private const string Hash = "\"0x1111111111111111111111111111111111111111111111111111111111111111\"";
    private const string Account = "\"0x2222222222222222222222222222222222222222\"";

    private static readonly string LogAnswer =
        $$"""{"address":{{Account}},"topics":[{{Hash}},{{Hash}}],"data":"0x0102","blockNumber":"0x10","blockHash":{{Hash}},"transactionHash":{{Hash}},"transactionIndex":"0x1","logIndex":"0x2","removed":false}""";

    private static readonly string BlockAnswer =
        $$"""{"number":"0x10","hash":{{Hash}},"parentHash":{{Hash}},"timestamp":"0x5f","baseFeePerGas":"0x7","gasUsed":"0x1","gasLimit":"0x2","logsBloom":"0x{{new string('0', 512)}}","miner":{{Account}},"stateRoot":{{Hash}},"transactionsRoot":{{Hash}},"receiptsRoot":{{Hash}},"transactions":[{{Hash}}]}""";

    private static readonly string ReceiptAnswer =
        $$"""{"transactionHash":{{Hash}},"transactionIndex":"0x0","blockNumber":"0x10","blockHash":{{Hash}},"from":{{Account}},"to":null,"status":"0x1","gasUsed":"0x5208","effectiveGasPrice":"0x7","contractAddress":{{Account}},"logs":[{{LogAnswer}}]}""";

    private static readonly string TransactionAnswer =
        $$"""{"hash":{{Hash}},"from":{{Account}},"to":{{Account}},"input":"0x","value":"0x0","nonce":"0x1","gas":"0x5208","gasPrice":"0x7","blockNumber":null,"blockHash":null,"transactionIndex":null}""";

    private static readonly (string Answer, Func<EthereumClient, Task> Ask)[] Questions =
    [
        ("\"0x10\"", client => client.BlockNumberAsync(CancellationToken.None)),
        ("\"0xffffffffffffffffffffffffffffffff\"", client => client.GasPriceAsync(CancellationToken.None)),
        ("\"0x01020304\"", client => client.GetCodeAsync(Address.Zero, BlockTag.Latest, CancellationToken.None)),
        (Hash, client => client.GetStorageAtAsync(Address.Zero, Hash32.Zero, BlockTag.Latest, CancellationToken.None)),
        (BlockAnswer, client => client.GetBlockByNumberAsync(BlockTag.Latest, CancellationToken.None)),
        ($"[{LogAnswer},{LogAnswer}]", client => client.GetLogsAsync(Hash32.Zero, new LogFilter(), CancellationToken.None)),
        (ReceiptAnswer, client => client.GetTransactionReceiptAsync(Hash32.Zero, CancellationToken.None)),
        ($"[{ReceiptAnswer}]", client => client.GetBlockReceiptsAsync(BlockTag.Latest, CancellationToken.None)),
        (TransactionAnswer, client => client.GetTransactionByHashAsync(Hash32.Zero, CancellationToken.None)),
        ("{\"a\":[1,\"\\u0041\",null]}", client => client.RequestAsync("any", [], CancellationToken.None)),
        ("[\"0x1f\",\"7\"]", client => client.RequestAsync<List<UInt256>>("any", [], CancellationToken.None)),
    ];

    [Fact]
    public async Task Well_formed_answers_are_read()
    {
        foreach ((string answer, Func<EthereumClient, Task> ask) in Questions)
        {
            await ask(Client(Encoding.UTF8.GetBytes(answer)));
        }
    }

    [Fact]
    public async Task Damaged_answers_are_read_or_malformed()
    {
        var mutations = new Mutations(seed: 7);
        foreach ((string answer, Func<EthereumClient, Task> ask) in Questions)
        {
            byte[] valid = Encoding.UTF8.GetBytes(answer);
            for (int i = 0; i < Rounds; i++)
            {
                byte[] damaged = mutations.Of(valid);
                Exception? error = await Record.ExceptionAsync(() => ask(Client(damaged)));
                Assert.True(error is null or RpcMalformedException, $"{Encoding.Latin1.GetString(damaged)}: {error}");
            }
        }
    }

    [Fact]
    public async Task Every_truncated_answer_is_malformed()
    {
        foreach ((string answer, Func<EthereumClient, Task> ask) in Questions)
        {
            for (int length = 0; length < answer.Length; length++)
            {
                await Assert.ThrowsAsync<RpcMalformedException>(() => ask(Client(Encoding.UTF8.GetBytes(answer[..length]))));
            }
        }
    }

    [Theory]
    [InlineData("\"number\":\"0x10\"", "\"number\":\"16\"", "number")]
    [InlineData("\"number\":\"0x10\"", "\"number\":16", "number")]
    [InlineData("\"number\":\"0x10\"", "\"number\":\"0x\"", "number")]
    [InlineData("\"number\":\"0x10\"", "\"number\":\"0x1ffffffffffffffff\"", "number")]
    [InlineData("\"number\":\"0x10\"", "\"number\":\"0x-1\"", "number")]
    [InlineData("\"number\":\"0x10\"", "\"number\":null", "number")]
    [InlineData("\"number\":\"0x10\"", "\"numbers\":\"0x10\"", "number")]
    [InlineData("\"logsBloom\":\"0x00", "\"logsBloom\":\"0x", "logsBloom")]
    [InlineData("\"miner\":\"0x22", "\"miner\":\"0x", "miner")]
    [InlineData("\"transactions\":[", "\"transactions\":[7,", "transactions")]
    [InlineData("\"transactions\":[", "\"transactions\":[{},", "transactions")]
    public async Task The_message_names_the_field(string old, string changed, string field)
    {
        string answer = BlockAnswer.Replace(old, changed, StringComparison.Ordinal);
        Assert.NotEqual(BlockAnswer, answer);

        RpcMalformedException error = await Assert.ThrowsAsync<RpcMalformedException>(
            () => Client(Encoding.UTF8.GetBytes(answer)).GetBlockByNumberAsync(BlockTag.Latest, CancellationToken.None));
        Assert.Contains($"'{field}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_nested_without_end_are_malformed()
    {
        byte[] nested = Encoding.UTF8.GetBytes(new string('[', 100_000));
        foreach ((_, Func<EthereumClient, Task> ask) in Questions)
        {
            await Assert.ThrowsAsync<RpcMalformedException>(() => ask(Client(nested)));
        }
    }

    [Fact]
    public async Task A_log_with_five_topics_is_malformed()
    {
        string answer = $"[{LogAnswer.Replace($"[{Hash},", $"[{Hash},{Hash},{Hash},{Hash},", StringComparison.Ordinal)}]";

        await Assert.ThrowsAsync<RpcMalformedException>(
            () => Client(Encoding.UTF8.GetBytes(answer)).GetLogsAsync(Hash32.Zero, new LogFilter(), CancellationToken.None));
    }

    [Fact]
    public async Task Another_hash_for_a_sent_transaction_is_malformed() => await Assert.ThrowsAsync<RpcMalformedException>(
        () => Client(Encoding.UTF8.GetBytes(Hash)).SendRawTransactionAsync(new byte[] { 1 }, CancellationToken.None));

    [Fact]
    public void Damaged_envelopes_are_read_or_malformed()
    {
        var mutations = new Mutations(seed: 8);
        string[] envelopes =
        [
            """{"jsonrpc":"2.0","id":7,"result":{"a":[1,2]}}""",
            """{"jsonrpc":"2.0","id":7,"error":{"code":3,"message":"execution reverted","data":"0x08c379a0"}}""",
            """[{"id":1,"result":null},{"id":2,"error":{"code":-32000,"message":"\u0007","data":{"data":"0x01"}}}]""",
            """{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":{"number":"0x1"}}}""",
        ];
        foreach (string envelope in envelopes)
        {
            byte[] valid = Encoding.UTF8.GetBytes(envelope);
            Assert.NotEmpty(RpcEnvelope.ParseMany(valid));
            for (int i = 0; i < 3 * Rounds; i++)
            {
                byte[] damaged = mutations.Of(valid);
                Exception? error = Record.Exception(() => RpcEnvelope.ParseMany(damaged));
                Assert.True(error is null or RpcMalformedException, $"{Encoding.Latin1.GetString(damaged)}: {error}");
            }
        }
    }

    private static EthereumClient Client(byte[] answer) => new(new OneAnswer(answer));

    private sealed class OneAnswer(byte[] answer) : IRpcTransport
    {
        public Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<byte>>(answer);

        public Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
