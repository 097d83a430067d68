using System.Text.Json;
using Homeostat.Ethereum.Blocks;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Reads the fields of receipts that their root commits to.</summary>
internal static class ConsensusReceiptJson
{
    private static readonly FieldSet Fields = new(
        "receipt", "type", "status", "root", "cumulativeGasUsed", "logsBloom", "logs", "depositNonce", "depositReceiptVersion");

    public static List<ConsensusReceipt>? ReadOptionalList(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null : RpcJson.ReadList(ref reader, "receipts", Read);

    private static ConsensusReceipt Read(ref Utf8JsonReader reader)
    {
        var receipt = new ConsensusReceipt(0, default, 0, default, [], null);
        ulong? depositNonce = null;
        ulong? depositVersion = null;
        ulong seen = 0;
        while (Fields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            receipt = field switch
            {
                0 => receipt with { Type = ReadType(ref reader) },
                1 => receipt with { Outcome = ReadStatus(ref reader) },
                2 => receipt with { Outcome = reader.TokenType == JsonTokenType.Null ? receipt.Outcome : RpcJson.ReadHash(ref reader, "root").ToBytes() },
                3 => receipt with { CumulativeGasUsed = RpcJson.ReadUInt64(ref reader, "cumulativeGasUsed") },
                4 => receipt with { LogsBloom = RpcJson.ReadData(ref reader, "logsBloom") },
                5 => receipt with { Logs = LogJson.ReadList(ref reader) },
                6 => Keep(ref depositNonce, OptionalJson.ReadUInt64(ref reader, "depositNonce"), receipt),
                _ => Keep(ref depositVersion, OptionalJson.ReadUInt64(ref reader, "depositReceiptVersion"), receipt),
            };
        }

        Fields.Require(seen, "cumulativeGasUsed", "logsBloom", "logs");
        return depositNonce is { } nonce && depositVersion is { } version ? receipt with { Deposit = (nonce, version) } : receipt;
    }

    private static ConsensusReceipt Keep(ref ulong? field, ulong? value, ConsensusReceipt receipt)
    {
        field = value;
        return receipt;
    }

    private static byte ReadType(ref Utf8JsonReader reader) =>
        RpcJson.ReadUInt64(ref reader, "type") is var type and <= byte.MaxValue ? (byte)type : throw RpcJson.Malformed("type", "a byte");

    // RLP of 0 is the empty string.
    private static byte[] ReadStatus(ref Utf8JsonReader reader) => RpcJson.ReadUInt64(ref reader, "status") switch
    {
        0 => [],
        1 => [1],
        _ => throw RpcJson.Malformed("status", "0 or 1"),
    };
}
