using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Strict readers of the JSON-RPC encodings: quantities, data, hashes, addresses. Each error names the field.</summary>
internal static class RpcJson
{
    // A trace nests two levels of JSON for each of up to 1024 nested calls (EVM, yellow paper 9.4); the default is 64.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 2 * (CallTraceJson.MaxDepth + 8) };

    /// <summary>Runs a parser over one whole value and turns every failure into <see cref="RpcMalformedException"/>.</summary>
    public static T Parse<T>(ReadOnlyMemory<byte> json, RpcParser<T> parser)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span, ReaderOptions);
            reader.Read();
            T value = parser(ref reader);
            return reader.Read() ? throw new RpcMalformedException("The answer goes on after its value.") : value;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new RpcMalformedException($"The answer is malformed: {Excerpt.Of(e.Message)}", e);
        }
    }

    /// <summary>The text of the value under the reader, as a slice of the message it reads.</summary>
    public static ReadOnlyMemory<byte> ReadRaw(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return message[start..(int)reader.BytesConsumed];
    }

    public static List<T> ReadList<T>(ref Utf8JsonReader reader, string field, RpcParser<T> parser)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Malformed(field, "an array");
        }

        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(parser(ref reader));
        }

        return items;
    }

    public static string ReadText(ref Utf8JsonReader reader, string field) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Malformed(field, "a string");

    public static string ReadText(ref Utf8JsonReader reader) => ReadText(ref reader, "result");

    public static bool ReadBool(ref Utf8JsonReader reader, string field) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Malformed(field, "a boolean"),
    };

    /// <summary>Skips a value, whatever it is, and says whether it was null.</summary>
    public static bool SkipNull(ref Utf8JsonReader reader)
    {
        bool isNull = reader.TokenType == JsonTokenType.Null;
        reader.Skip();
        return isNull;
    }

    public static ulong ReadUInt64(ref Utf8JsonReader reader, string field)
    {
        ReadOnlySpan<byte> digits = ReadDigits(ref reader, field);
        return digits.Length is > 0 and <= 16
            ? ToUInt64(digits, field)
            : ToUInt256(digits, field).TryToUInt64(out ulong value) ? value : throw Malformed(field, "a quantity of at most 64 bits");
    }

    /// <summary>A position within a block.</summary>
    public static uint ReadIndex(ref Utf8JsonReader reader, string field) =>
        ReadUInt64(ref reader, field) is var index and <= uint.MaxValue ? (uint)index : throw Malformed(field, "a position");

    public static UInt256 ReadUInt256(ref Utf8JsonReader reader, string field) => ToUInt256(ReadDigits(ref reader, field), field);

    public static Address ReadAddress(ref Utf8JsonReader reader, string field)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        DecodeExactly(ref reader, field, "an address", bytes);
        return new Address(bytes);
    }

    public static Hash32 ReadHash(ref Utf8JsonReader reader, string field) => ToHash(ReadDigits(ref reader, field), field);

    public static byte[] ReadData(ref Utf8JsonReader reader, string field)
    {
        ReadOnlySpan<byte> digits = ReadDigits(ref reader, field);
        var bytes = new byte[digits.Length / 2];
        return Hex.TryDecodeDigits(digits, bytes) ? bytes : throw Malformed(field, "hexadecimal data");
    }

    /// <summary>Decodes a value that must fill the destination.</summary>
    public static void DecodeExactly(scoped ref Utf8JsonReader reader, string field, string expected, scoped Span<byte> destination)
    {
        if (!Hex.TryDecodeDigits(ReadDigits(ref reader, field), destination))
        {
            throw Malformed(field, expected);
        }
    }

    public static Hash32 ToHash(ReadOnlySpan<byte> digits, string field)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        return Hex.TryDecodeDigits(digits, bytes) ? new Hash32(bytes) : throw Malformed(field, "a hash");
    }

    public static RpcMalformedException Malformed(string field, string expected) => new($"The field '{field}' is not {expected}.");

    /// <summary>
    /// The digits of a hexadecimal value, not yet looked at, as a slice of the message or of a copy. JSON-RPC demands the
    /// 0x, and it tells a quantity from a decimal number.
    /// </summary>
    public static ReadOnlySpan<byte> ReadDigits(scoped ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Malformed(field, "a hexadecimal string");
        }

        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            // No node escapes hexadecimal digits, but it may. The copy is no longer than the message that holds it.
            var unescaped = new byte[text.Length];
            text = unescaped.AsSpan(0, reader.CopyString(unescaped));
        }

        return text.StartsWith("0x"u8) ? text[2..] : throw Malformed(field, "a hexadecimal string with 0x");
    }

    private static ulong ToUInt64(ReadOnlySpan<byte> digits, string field)
    {
        ulong value = 0;
        foreach (byte digit in digits)
        {
            value = char.IsAsciiHexDigit((char)digit)
                ? (value << 4) | (uint)((digit & 0xf) + ((digit >> 6) * 9))
                : throw Malformed(field, "a quantity");
        }

        return value;
    }

    private static UInt256 ToUInt256(ReadOnlySpan<byte> digits, string field)
    {
        Span<byte> padded = stackalloc byte[64];
        padded.Fill((byte)'0');
        Span<byte> bytes = stackalloc byte[32];
        if (digits.Length is 0 or > 64)
        {
            throw Malformed(field, "a quantity");
        }

        digits.CopyTo(padded[(64 - digits.Length)..]);
        return Hex.TryDecodeDigits(padded, bytes) ? UInt256.FromBigEndian(bytes) : throw Malformed(field, "a quantity");
    }
}
