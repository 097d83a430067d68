using System.Text;
using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Blocks;
using Homeostat.Ethereum.Rpc;
using static Homeostat.Tests.Ethereum.Rpc.JsonText;

namespace Homeostat.Tests.Ethereum.Rpc;

/// <summary>What nodes answer, damaged: each reader gives what the framework's document says, or refuses by its one exception.</summary>
[Trait("Category", Fuzz.Category)]
public sealed class JsonFuzzTests
{
    private const string Hash = "\"0x1111111111111111111111111111111111111111111111111111111111111111\"";
    private const string Other = "\"0xABcd111111111111111111111111111111111111111111111111111111111111\"";
    private const string Account = "\"0x2222222222222222222222222222222222222222\"";

    private const string Log =
        $$"""{"address":{{Account}},"topics":[{{Hash}},{{Other}}],"data":"0x0102ff","blockNumber":"0x10","blockHash":{{Hash}},"transactionHash":{{Hash}},"transactionIndex":"0x1","logIndex":"0x2","removed":false}""";

    private static readonly string Bloom = $"\"0x{new string('4', 512)}\"";

    private static readonly string[] Headers =
    [
        $$"""{"number":"0x10","hash":{{Hash}},"parentHash":{{Other}},"timestamp":"0x5f","baseFeePerGas":"0x7","gasUsed":"0x1","gasLimit":"0x2","logsBloom":{{Bloom}},"miner":{{Account}},"stateRoot":{{Hash}},"transactionsRoot":{{Hash}},"receiptsRoot":{{Hash}},"transactions":[{{Hash}},{{Other}}],"sha3Uncles":{{Hash}},"difficulty":"0x0","extraData":"0x0708","mixHash":{{Hash}},"nonce":"0x0000000000000007","withdrawalsRoot":{{Hash}},"blobGasUsed":"0x0","excessBlobGas":"0x1","parentBeaconBlockRoot":{{Hash}},"requestsHash":{{Hash}},"size":"0x1230","uncles":[],"withdrawals":[{"index":"0x1"}]}""",
        $$"""{"number":"0x10","hash":{{Hash}},"parentHash":{{Other}},"timestamp":"0x5f","gasUsed":"0x1","gasLimit":"0x2","logsBloom":{{Bloom}},"miner":{{Account}},"stateRoot":{{Hash}},"transactionsRoot":{{Hash}},"receiptsRoot":{{Hash}},"transactions":[]}""",
    ];

    private static readonly string[] Receipts =
    [
        $$"""[{"type":"0x2","status":"0x1","cumulativeGasUsed":"0x5208","logsBloom":{{Bloom}},"logs":[{{Log}},{{Log}}]},{"root":{{Hash}},"cumulativeGasUsed":"0x1","logsBloom":{{Bloom}},"logs":[]}]""",
        $$"""[{"type":"0x7e","status":"0x0","cumulativeGasUsed":"0x5208","logsBloom":{{Bloom}},"logs":[],"depositNonce":"0x1","depositReceiptVersion":"0x1"}]""",
        "null",
    ];

    private static readonly string[] Transactions =
    [
        $$"""{"hash":{{Hash}},"from":{{Account}},"to":{{Account}},"input":"0x01","value":"0x0","nonce":"0x1","gas":"0x5208","gasPrice":"0x7","maxFeePerGas":"0x8","maxPriorityFeePerGas":"0x1","blockNumber":"0x1","blockHash":{{Other}},"transactionIndex":"0x3"}""",
        $$"""{"hash":{{Hash}},"from":{{Account}},"to":null,"input":"0x","value":"0xffff","nonce":"0x1","gas":"0x5208","blockNumber":null,"blockHash":null,"transactionIndex":null}""",
    ];

    private static readonly string[] Envelopes =
    [
        """{"jsonrpc":"2.0","id":7,"result":{"a":[1,2]}}""",
        """{"jsonrpc":"2.0","id":7,"error":{"code":3,"message":"execution reverted","data":"0x08c379a0"}}""",
        """[{"id":1,"result":null},{"id":2,"error":{"code":-32000,"message":"\u0007","data":{"data":"0x01"}}}]""",
    ];

    [Fact]
    public void Headers_say_what_the_text_says()
    {
        JsonFuzz.Run("JSON headers", 51, Headers, json => RpcJson.Parse(json, BlockJson.ReadBlock), AssertBlock);
        JsonFuzz.Run("JSON headers without transactions", 52, Headers, json => RpcJson.Parse(json, BlockJson.ReadOptionalHeader), AssertHeader);
    }

    [Fact]
    public void Receipts_say_what_the_text_says() =>
        JsonFuzz.Run("JSON receipts", 53, Receipts, json => RpcJson.Parse(json, ConsensusReceiptJson.ReadOptionalList), AssertReceipts);

    [Fact]
    public void Transactions_say_what_the_text_says() =>
        JsonFuzz.Run("JSON transactions", 54, Transactions, json => RpcJson.Parse(json, TransactionJson.ReadOptionalTransaction), AssertTransaction);

    [Fact]
    public void Envelopes_say_what_the_text_says() =>
        JsonFuzz.Run("JSON envelopes", 55, Envelopes, json => RpcEnvelope.ParseMany(json), AssertEnvelopes);

    private static void AssertBlock(JsonElement json, Block? block)
    {
        AssertHeader(json, block?.Header);
        if (block is not null)
        {
            Assert.Equal(json.GetProperty("transactions").EnumerateArray().Select(t => t.GetString()!.ToLowerInvariant()), block.TransactionHashes.Select(t => t.ToString()));
        }
    }

    private static void AssertHeader(JsonElement json, BlockHeader? header)
    {
        Assert.Equal(json.ValueKind == JsonValueKind.Null, header is null);
        if (header is not { } h)
        {
            return;
        }

        Assert.Equal(
            (Quantity(json, "number"), Quantity(json, "timestamp"), Quantity(json, "baseFeePerGas"), Quantity(json, "gasUsed"), Quantity(json, "gasLimit")),
            (h.Number.Value, h.Timestamp, Plain(h.BaseFeePerGas), h.GasUsed, h.GasLimit));
        Assert.Equal(
            (Data(json, "hash"), Data(json, "parentHash"), Data(json, "logsBloom"), Data(json, "miner"), Data(json, "stateRoot"), Data(json, "transactionsRoot"), Data(json, "receiptsRoot")),
            (h.Hash.ToString(), h.ParentHash.ToString(), Hex.Encode(h.LogsBloom.Span), h.Miner.ToLowerHex(), h.StateRoot.ToString(), h.TransactionsRoot.ToString(), h.ReceiptsRoot.ToString()));
        bool isSealed = new[] { "sha3Uncles", "difficulty", "extraData", "mixHash", "nonce" }.All(name => json.TryGetProperty(name, out _));
        Assert.Equal(isSealed, h.Seal is not null);
        if (h.Seal is { } seal)
        {
            AssertSeal(json, seal);
        }
    }

    private static void AssertSeal(JsonElement json, HeaderSeal seal)
    {
        Assert.Equal(
            (Data(json, "sha3Uncles"), Data(json, "extraData"), Data(json, "mixHash"), Data(json, "nonce"), Data(json, "withdrawalsRoot"), Data(json, "parentBeaconBlockRoot"), Data(json, "requestsHash")),
            (seal.OmmersHash.ToString(), Hex.Encode(seal.ExtraData.Span), seal.MixHash.ToString(), Hex.Encode(seal.Nonce.Span), seal.WithdrawalsRoot?.ToString(), seal.ParentBeaconBlockRoot?.ToString(), seal.RequestsHash?.ToString()));
        Assert.Equal(
            (Quantity(json, "difficulty"), Quantity(json, "blobGasUsed"), Quantity(json, "excessBlobGas")),
            (Plain(seal.Difficulty), Plain(seal.BlobGasUsed), Plain(seal.ExcessBlobGas)));
        using JsonDocument known = JsonDocument.Parse(Headers[0]);
        Assert.Equal(json.EnumerateObject().Any(m => m.Name != "totalDifficulty" && !known.RootElement.TryGetProperty(m.Name, out _)), seal.HasUnknownFields);
    }

    private static void AssertReceipts(JsonElement json, List<ConsensusReceipt>? receipts)
    {
        Assert.Equal(json.ValueKind == JsonValueKind.Null, receipts is null);
        Assert.Equal(receipts is null ? 0 : json.GetArrayLength(), receipts?.Count ?? 0);
        for (int i = 0; i < receipts?.Count; i++)
        {
            ConsensusReceipt receipt = receipts[i];
            Assert.Equal(
                (Quantity(json[i], "type") ?? 0, Quantity(json[i], "cumulativeGasUsed"), Data(json[i], "logsBloom"), Outcome(json[i])),
                (receipt.Type, receipt.CumulativeGasUsed, Hex.Encode(receipt.LogsBloom.Span), Hex.Encode(receipt.Outcome.Span)));
            bool isDeposit = Quantity(json[i], "depositNonce") is not null && Quantity(json[i], "depositReceiptVersion") is not null;
            Assert.Equal(isDeposit ? (Quantity(json[i], "depositNonce"), Quantity(json[i], "depositReceiptVersion")) : (null, null), (Plain(receipt.Deposit?.Nonce), Plain(receipt.Deposit?.Version)));
            AssertLogs(json[i].GetProperty("logs"), LogBatch.Of(receipt.Logs));
        }
    }

    /// <summary>Of status and root the one that is written last.</summary>
    private static string Outcome(JsonElement json)
    {
        string outcome = "0x";
        foreach (JsonProperty member in json.EnumerateObject().Where(m => m.Name is "status" or "root" && m.Value.ValueKind != JsonValueKind.Null))
        {
            outcome = member.Name == "root" ? member.Value.GetString()!.ToLowerInvariant() : Convert.ToUInt64(member.Value.GetString(), 16) == 1 ? "0x01" : "0x";
        }

        return outcome;
    }

    private static void AssertTransaction(JsonElement json, TransactionView? transaction)
    {
        Assert.Equal(json.ValueKind == JsonValueKind.Null, transaction is null);
        if (transaction is not { } t)
        {
            return;
        }

        Assert.Equal(
            (Data(json, "hash"), Data(json, "from"), Data(json, "to"), Data(json, "input"), Data(json, "blockHash")),
            (t.Hash.ToString(), t.From.ToLowerHex(), t.To?.ToLowerHex(), Hex.Encode(t.Input.Span), t.BlockHash?.ToString()));
        Assert.Equal(
            (Quantity(json, "value"), Quantity(json, "nonce"), Quantity(json, "gas"), Quantity(json, "gasPrice"), Quantity(json, "maxFeePerGas"), Quantity(json, "maxPriorityFeePerGas")),
            (Plain(t.Value.Value), t.Nonce, t.Gas, Plain(t.GasPrice), Plain(t.MaxFeePerGas), Plain(t.MaxPriorityFeePerGas)));
        Assert.Equal((Quantity(json, "blockNumber"), Quantity(json, "transactionIndex")), (Plain(t.BlockNumber?.Value), Plain(t.TransactionIndex)));
    }

    private static void AssertEnvelopes(JsonElement json, IReadOnlyList<RpcEnvelope> envelopes)
    {
        JsonElement[] messages = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
        Assert.Equal(messages.Length, envelopes.Count);
        foreach ((JsonElement message, RpcEnvelope envelope) in messages.Zip(envelopes))
        {
            bool hasId = message.TryGetProperty("id", out JsonElement id) && id.ValueKind != JsonValueKind.Null;
            Assert.Equal(hasId ? id.GetUInt64() : null, envelope.Id);
            Assert.Equal(message.TryGetProperty("result", out JsonElement result) ? Ascii(result.GetRawText()) : null, envelope.Result is { } raw ? Ascii(Encoding.UTF8.GetString(raw.Span)) : null);
            bool isError = message.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null;
            Assert.Equal(isError, envelope.Error is not null);
            if (isError)
            {
                Assert.Equal(error.GetProperty("code").GetInt32(), envelope.Error!.Code);
                Assert.Equal(error.TryGetProperty("message", out JsonElement text) ? text.GetString() : "", envelope.Error.Message);
                Assert.Equal(error.TryGetProperty("data", out JsonElement data) ? Ascii(data.GetRawText()) : null, envelope.Error.ErrorData is { } carried ? Ascii(carried) : null);
            }
        }
    }

    // Several bytes that are no UTF-8 may have become one sign or several.
    private static string Ascii(string text) => string.Concat(text.Where(c => char.IsAscii(c) && c != '?'));
}
