using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Reads receipts and transactions.</summary>
internal static class TransactionJson
{
    private static readonly FieldSet ReceiptFields = new(
        "receipt",
        "transactionHash", "transactionIndex", "blockNumber", "blockHash", "from", "to", "status", "gasUsed",
        "effectiveGasPrice", "contractAddress", "logs");

    private static readonly FieldSet TransactionFields = new(
        "transaction",
        "hash", "from", "to", "input", "value", "nonce", "gas", "gasPrice", "maxFeePerGas", "maxPriorityFeePerGas",
        "blockNumber", "blockHash", "transactionIndex");

    public static TransactionReceipt? ReadOptionalReceipt(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null : ReadReceipt(ref reader);

    public static TransactionView? ReadOptionalTransaction(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null : ReadTransaction(ref reader);

    public static List<TransactionReceipt> ReadReceipts(ref Utf8JsonReader reader) =>
        RpcJson.ReadList(ref reader, "receipts", ReadReceipt);

    public static TransactionReceipt ReadReceipt(ref Utf8JsonReader reader)
    {
        var receipt = new TransactionReceipt(default, 0, default, default, default, null, false, 0, default, null, []);
        ulong seen = 0;
        while (ReceiptFields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            receipt = field switch
            {
                0 => receipt with { TransactionHash = RpcJson.ReadHash(ref reader, "transactionHash") },
                1 => receipt with { TransactionIndex = RpcJson.ReadIndex(ref reader, "transactionIndex") },
                2 => receipt with { BlockNumber = new BlockNumber(RpcJson.ReadUInt64(ref reader, "blockNumber")) },
                3 => receipt with { BlockHash = RpcJson.ReadHash(ref reader, "blockHash") },
                4 => receipt with { From = RpcJson.ReadAddress(ref reader, "from") },
                5 => receipt with { To = OptionalJson.ReadAddress(ref reader, "to") },
                6 => receipt with { Succeeded = ReadStatus(ref reader) },
                7 => receipt with { GasUsed = RpcJson.ReadUInt64(ref reader, "gasUsed") },
                8 => receipt with { EffectiveGasPrice = new Wei(RpcJson.ReadUInt256(ref reader, "effectiveGasPrice")) },
                9 => receipt with { ContractAddress = OptionalJson.ReadAddress(ref reader, "contractAddress") },
                _ => receipt with { Logs = LogJson.ReadList(ref reader) },
            };
        }

        ReceiptFields.Require(
            seen, "transactionHash", "transactionIndex", "blockNumber", "blockHash", "from", "status", "gasUsed",
            "effectiveGasPrice", "logs");
        return receipt;
    }

    public static TransactionView ReadTransaction(ref Utf8JsonReader reader)
    {
        var view = new TransactionView(default, default, null, default, default, 0, 0, null, null, null, null, null, null);
        ulong seen = 0;
        while (TransactionFields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            view = field switch
            {
                0 => view with { Hash = RpcJson.ReadHash(ref reader, "hash") },
                1 => view with { From = RpcJson.ReadAddress(ref reader, "from") },
                2 => view with { To = OptionalJson.ReadAddress(ref reader, "to") },
                3 => view with { Input = RpcJson.ReadData(ref reader, "input") },
                4 => view with { Value = new Wei(RpcJson.ReadUInt256(ref reader, "value")) },
                5 => view with { Nonce = RpcJson.ReadUInt64(ref reader, "nonce") },
                6 => view with { Gas = RpcJson.ReadUInt64(ref reader, "gas") },
                7 => view with { GasPrice = OptionalJson.ReadWei(ref reader, "gasPrice") },
                8 => view with { MaxFeePerGas = OptionalJson.ReadWei(ref reader, "maxFeePerGas") },
                9 => view with { MaxPriorityFeePerGas = OptionalJson.ReadWei(ref reader, "maxPriorityFeePerGas") },
                10 => view with { BlockNumber = OptionalJson.ReadBlockNumber(ref reader, "blockNumber") },
                11 => view with { BlockHash = OptionalJson.ReadHash(ref reader, "blockHash") },
                _ => view with { TransactionIndex = OptionalJson.ReadIndex(ref reader, "transactionIndex") },
            };
        }

        TransactionFields.Require(seen, "hash", "from", "input", "value", "nonce", "gas");
        return view;
    }

    private static bool ReadStatus(ref Utf8JsonReader reader) => RpcJson.ReadUInt64(ref reader, "status") switch
    {
        0 => false,
        1 => true,
        _ => throw RpcJson.Malformed("status", "0 or 1"),
    };
}
