using System.Buffers;

namespace Homeostat.Ethereum;

/// <summary>Hexadecimal text. Reading takes either case and an optional 0x; writing gives lower case.</summary>
public static class Hex
{
    /// <summary>Lower case with 0x.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Lower case without 0x.</summary>
    public static string EncodeBare(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    public static byte[] Decode(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> digits = StripPrefix(text);
        if ((digits.Length & 1) != 0)
        {
            throw new EthereumFormatException($"Hexadecimal text has an odd number of digits ({digits.Length}).");
        }

        var bytes = new byte[digits.Length / 2];
        if (!TryDecodeDigits(digits, bytes))
        {
            throw new EthereumFormatException("Hexadecimal text contains a character that is no hexadecimal digit.");
        }

        return bytes;
    }

    /// <summary>Decodes text that must fill the destination exactly.</summary>
    public static void Decode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (!TryDecode(text, destination))
        {
            throw new EthereumFormatException($"Expected {destination.Length} bytes of hexadecimal text.");
        }
    }

    /// <summary>Decodes text that must fill the destination exactly; the destination is undefined on failure.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination) =>
        TryDecodeDigits(StripPrefix(text), destination);

    /// <summary>The same for UTF-8 text, as it arrives in JSON.</summary>
    public static bool TryDecodeUtf8(ReadOnlySpan<byte> text, Span<byte> destination) =>
        TryDecodeDigits(StripPrefixUtf8(text), destination);

    /// <summary>The same for digits without a prefix, which must fill the destination exactly.</summary>
    internal static bool TryDecodeDigits(ReadOnlySpan<byte> digits, Span<byte> destination) =>
        digits.Length == destination.Length * 2
        && Convert.FromHexString(digits, destination, out _, out _) == OperationStatus.Done;

    internal static ReadOnlySpan<char> StripPrefix(ReadOnlySpan<char> text) =>
        text.StartsWith("0x", StringComparison.Ordinal) || text.StartsWith("0X", StringComparison.Ordinal) ? text[2..] : text;

    internal static ReadOnlySpan<byte> StripPrefixUtf8(ReadOnlySpan<byte> text) =>
        text.Length >= 2 && text[0] == '0' && (text[1] | 0x20) == 'x' ? text[2..] : text;

    private static bool TryDecodeDigits(ReadOnlySpan<char> digits, Span<byte> destination) =>
        digits.Length == destination.Length * 2
        && Convert.FromHexString(digits, destination, out _, out _) == OperationStatus.Done;
}
