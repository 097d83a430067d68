using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Homeostat.Ethereum;

public readonly partial struct UInt256
{
    // 2^256 has 78 decimal digits. The slack admits leading zeros, the limit keeps parsing from being quadratic in hostile text.
    private const int MaxDecimalDigits = 100;

    public static implicit operator UInt256(ulong value) => new(value, 0, 0, 0);

    public static implicit operator UInt256(uint value) => new(value, 0, 0, 0);

    /// <summary>Negative values throw <see cref="OverflowException"/>.</summary>
    public static implicit operator UInt256(int value) => value >= 0 ? new UInt256((ulong)value, 0, 0, 0) : throw Overflow();

    public static implicit operator UInt256(UInt128 value) => new((ulong)value, (ulong)(value >> 64), 0, 0);

    public static explicit operator ulong(UInt256 value) => value.FitsUInt64 ? value._l0 : throw Overflow();

    public static explicit operator BigInteger(UInt256 value) => value.ToBigInteger();

    public static explicit operator UInt256(BigInteger value) => FromBigInteger(value);

    /// <summary>False when the value needs more than 64 bits.</summary>
    public bool TryToUInt64(out ulong value)
    {
        value = _l0;
        return FitsUInt64;
    }

    public BigInteger ToBigInteger()
    {
        Span<byte> bytes = stackalloc byte[32];
        WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>A negative value or one of more than 256 bits throws <see cref="OverflowException"/>.</summary>
    public static UInt256 FromBigInteger(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[32];
        if (value.Sign < 0 || !value.TryWriteBytes(bytes, out int length, isUnsigned: true, isBigEndian: true))
        {
            throw Overflow();
        }

        return FromBigEndian(bytes[..length]);
    }

    /// <summary>
    /// The nearest double within one unit in the last place: exact below 2^53, about 16 digits above. For statistics and
    /// display only; amounts stay integers.
    /// </summary>
    public double ToDouble()
    {
        const double TwoTo64 = 18446744073709551616.0;
        return (((((_l3 * TwoTo64) + _l2) * TwoTo64) + _l1) * TwoTo64) + _l0;
    }

    /// <summary>Reads decimal digits, or hexadecimal ones after 0x.</summary>
    public static UInt256 Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out UInt256 value)
            ? value
            : throw new EthereumFormatException($"'{Excerpt.Of(text)}' is not an unsigned 256-bit number.");
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out UInt256 value)
    {
        value = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? TryParseHex(text.AsSpan(2), out value)
            : TryParseDecimal(text, out value);
    }

    /// <summary>Decimal digits.</summary>
    public override string ToString() => ToBigInteger().ToString(CultureInfo.InvariantCulture);

    /// <summary>The quantity form of JSON-RPC: 0x, no leading zero, "0x0" for zero.</summary>
    public string ToQuantity()
    {
        Span<byte> bytes = stackalloc byte[32];
        WriteBigEndian(bytes);
        ReadOnlySpan<char> digits = Hex.EncodeBare(bytes).AsSpan().TrimStart('0');
        return digits.IsEmpty ? "0x0" : string.Concat("0x", digits);
    }

    private static bool TryParseHex(ReadOnlySpan<char> digits, out UInt256 value)
    {
        value = default;
        Span<char> padded = stackalloc char[64];
        if (digits.Length is 0 or > 64)
        {
            return false;
        }

        padded.Fill('0');
        digits.CopyTo(padded[(64 - digits.Length)..]);
        Span<byte> bytes = stackalloc byte[32];
        if (!Hex.TryDecode(padded, bytes))
        {
            return false;
        }

        value = FromBigEndian(bytes);
        return true;
    }

    private static bool TryParseDecimal(ReadOnlySpan<char> digits, out UInt256 value)
    {
        value = default;
        if (digits.Length > MaxDecimalDigits || digits.IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return false;
        }

        var number = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (number.GetBitLength() > 256)
        {
            return false;
        }

        value = FromBigInteger(number);
        return true;
    }
}
