using System.Buffers;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Looks at hexadecimal digits in UTF-8 without decoding them, or reads short numbers.</summary>
internal static class HexDigits
{
    private static readonly SearchValues<byte> DigitsAndPrefix = SearchValues.Create("0123456789abcdefABCDEFxX"u8);

    public static bool AreAllOrPrefix(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(DigitsAndPrefix);

    /// <summary>Reads the digits up to the first other character; false for none or more than <paramref name="max"/>.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> text, int max, out ulong number, out int length)
    {
        number = 0;
        length = 0;
        while (length < text.Length && char.IsAsciiHexDigit((char)text[length]))
        {
            if (length == max)
            {
                return false;
            }

            uint digit = text[length++];
            number = (number << 4) | ((digit & 0xf) + ((digit >> 6) * 9));
        }

        return length > 0;
    }
}
