using System.Text.Json;
using System.Text.Json.Serialization;

namespace Homeostat.Ethereum;

/// <summary>Addresses as EIP-55 text, also as keys of an object.</summary>
internal sealed class AddressJsonConverter : TextJsonConverter<Address>
{
    protected override Address Parse(string text) => Address.Parse(text);
}

/// <summary>Hashes as hexadecimal text, also as keys of an object.</summary>
internal sealed class Hash32JsonConverter : TextJsonConverter<Hash32>
{
    protected override Hash32 Parse(string text) => Hash32.Parse(text);
}

/// <summary>Written as decimal text, since a JSON number loses digits beyond 2^53; read as decimal or 0x text.</summary>
internal sealed class UInt256JsonConverter : TextJsonConverter<UInt256>
{
    protected override UInt256 Parse(string text) => UInt256.Parse(text);
}

/// <summary>As <see cref="UInt256JsonConverter"/>, with a sign.</summary>
internal sealed class Int256JsonConverter : TextJsonConverter<Int256>
{
    protected override Int256 Parse(string text) => Int256.Parse(text);
}

internal abstract class TextJsonConverter<T> : JsonConverter<T> where T : struct
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            throw new JsonException($"Expected text for {typeof(T).Name}.");
        }

        try
        {
            return Parse(reader.GetString()!);
        }
        catch (EthereumFormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString()!);

    protected abstract T Parse(string text);
}
