using System.Text.Json;
using System.Text.Json.Serialization;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Deserialisation of arbitrary results: camel case names, quantities as 64-bit numbers.</summary>
internal static class RpcSerializer
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Converters = { new QuantityConverter() } };

    private sealed class QuantityConverter : JsonConverter<ulong>
    {
        public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? reader.GetUInt64() : RpcJson.ReadUInt64(ref reader, "result");

        public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
            writer.WriteStringValue(((UInt256)value).ToQuantity());
    }
}
