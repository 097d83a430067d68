using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Readers of fields that the specification lets be null.</summary>
internal static class OptionalJson
{
    public static Wei? ReadWei(ref Utf8JsonReader reader, string field) =>
        IsNull(ref reader) ? null : new Wei(RpcJson.ReadUInt256(ref reader, field));

    public static Address? ReadAddress(ref Utf8JsonReader reader, string field) =>
        IsNull(ref reader) ? null : RpcJson.ReadAddress(ref reader, field);

    public static Hash32? ReadHash(ref Utf8JsonReader reader, string field) =>
        IsNull(ref reader) ? null : RpcJson.ReadHash(ref reader, field);

    public static BlockNumber? ReadBlockNumber(ref Utf8JsonReader reader, string field) =>
        IsNull(ref reader) ? null : new BlockNumber(RpcJson.ReadUInt64(ref reader, field));

    public static ulong? ReadUInt64(ref Utf8JsonReader reader, string field) =>
        IsNull(ref reader) ? null : RpcJson.ReadUInt64(ref reader, field);

    public static uint? ReadIndex(ref Utf8JsonReader reader, string field) =>
        IsNull(ref reader) ? null : RpcJson.ReadIndex(ref reader, field);

    private static bool IsNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;
}
