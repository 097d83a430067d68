using System.Globalization;
using System.Numerics;

namespace Homeostat.Ethereum;

/// <summary>
/// ICAP "direct" and "basic" forms: XE, two check digits (ISO 13616, mod 97), then the address in base 36
/// (30 digits, or 31 when the address needs them).
/// </summary>
public readonly partial struct Address
{
    private const string Base36Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public string ToIcap()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteTo(bytes);
        var value = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        Span<char> digits = stackalloc char[31];
        digits.Fill('0');
        int first = digits.Length;
        while (!value.IsZero)
        {
            value = BigInteger.DivRem(value, 36, out BigInteger digit);
            digits[--first] = Base36Digits[(int)digit];
        }

        ReadOnlySpan<char> account = digits[Math.Min(first, 1)..];
        int check = 98 - Mod97($"{account}XE00");
        return string.Create(CultureInfo.InvariantCulture, $"XE{check:00}{account}");
    }

    public static Address ParseIcap(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is not (34 or 35) || !text.StartsWith("XE", StringComparison.Ordinal))
        {
            throw new EthereumFormatException("An ICAP address is XE, two check digits and 30 or 31 base-36 digits.");
        }

        BigInteger value = BigInteger.Zero;
        foreach (char c in text.AsSpan(4))
        {
            value = (value * 36) + DigitOf(c);
        }

        if (Mod97(text[4..] + text[..4]) != 1)
        {
            throw new EthereumFormatException("The check digits of the ICAP address are wrong.");
        }

        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        int length = value.GetByteCount(isUnsigned: true);
        if (length > Size || !value.TryWriteBytes(bytes[(Size - length)..], out _, isUnsigned: true, isBigEndian: true))
        {
            throw new EthereumFormatException("The ICAP address does not fit 20 bytes.");
        }

        return new Address(bytes);
    }

    // ISO 7064: letters stand for 10 to 35, and the decimal digits so obtained are read as one number.
    private static int Mod97(ReadOnlySpan<char> text)
    {
        int remainder = 0;
        foreach (char c in text)
        {
            int digit = DigitOf(c);
            remainder = ((remainder * (digit < 10 ? 10 : 100)) + digit) % 97;
        }

        return remainder;
    }

    private static int DigitOf(char c)
    {
        int digit = Base36Digits.IndexOf(c, StringComparison.Ordinal);
        return digit >= 0 ? digit : throw new EthereumFormatException("An ICAP address has digits and upper-case letters only.");
    }
}
