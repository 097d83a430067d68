using System.Text.Json;
using System.Text.Json.Serialization;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Archive;

/// <summary>An event as it is declared in Solidity; where its arguments stand follows from that.</summary>
internal sealed class EventJson : JsonConverter<AbiEventLayout>
{
    public override AbiEventLayout Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? new AbiEventLayout(AbiEvent.Parse(reader.GetString()!)) : throw new JsonException("an event is a text");

    public override void Write(Utf8JsonWriter writer, AbiEventLayout value, JsonSerializerOptions options)
    {
        var declared = value.Declared;
        writer.WriteStringValue($"{declared.Name}{SolidityText.Of(declared.Inputs)}");
    }
}
