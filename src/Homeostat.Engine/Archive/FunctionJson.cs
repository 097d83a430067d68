using System.Text.Json;
using System.Text.Json.Serialization;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Archive;

/// <summary>A function as it is declared in Solidity.</summary>
internal sealed class FunctionJson : JsonConverter<AbiFunction>
{
    public override AbiFunction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? AbiFunction.Parse(reader.GetString()!) : throw new JsonException("a function is a text");

    public override void Write(Utf8JsonWriter writer, AbiFunction value, JsonSerializerOptions options)
    {
        var mutability = value.Mutability == StateMutability.NonPayable ? "" : $" {value.Mutability.ToString().ToLowerInvariant()}";
        var outputs = value.Outputs.Components.Count == 0 ? "" : $" returns {SolidityText.Of(value.Outputs)}";
        writer.WriteStringValue($"{value.Name}{SolidityText.Of(value.Inputs)}{mutability}{outputs}");
    }
}
