using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;

namespace Homeostat.Ethereum;

/// <summary>A signed 256-bit integer in two's complement, as the EVM holds it. Sums and differences are checked.</summary>
[JsonConverter(typeof(Int256JsonConverter))]
public readonly struct Int256 : IEquatable<Int256>, IComparable<Int256>
{
    private Int256(UInt256 word) => Word = word;

    public static Int256 Zero => default;

    public static Int256 MinValue => new(UInt256.One << 255);

    public static Int256 MaxValue => new(UInt256.MaxValue >> 1);

    /// <summary>The two's complement bits.</summary>
    public UInt256 Word { get; }

    public bool IsNegative => Word.Limb3 >> 63 != 0;

    /// <summary>The absolute value; that of <see cref="MinValue"/> is 2^255.</summary>
    public UInt256 Magnitude => IsNegative ? UInt256.SubtractWrapping(UInt256.Zero, Word) : Word;

    public static Int256 FromWord(UInt256 word) => new(word);

    /// <summary>Reads 32 big-endian bytes of two's complement.</summary>
    public static Int256 FromBigEndian(ReadOnlySpan<byte> bytes) => bytes.Length == 32
        ? new Int256(UInt256.FromBigEndian(bytes))
        : throw new EthereumFormatException($"A signed 256-bit word has 32 bytes, not {bytes.Length}.");

    public void WriteBigEndian(Span<byte> destination) => Word.WriteBigEndian(destination);

    public static implicit operator Int256(long value) => new(new UInt256(
        (ulong)value, (ulong)(value >> 63), (ulong)(value >> 63), (ulong)(value >> 63)));

    public static explicit operator Int256(UInt256 value) =>
        value > MaxValue.Word ? throw Overflow() : new Int256(value);

    public static explicit operator UInt256(Int256 value) => value.IsNegative ? throw Overflow() : value.Word;

    public static explicit operator BigInteger(Int256 value) => value.ToBigInteger();

    public BigInteger ToBigInteger()
    {
        Span<byte> bytes = stackalloc byte[32];
        Word.WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: false, isBigEndian: true);
    }

    public static Int256 FromBigInteger(BigInteger value)
    {
        if (value < -(BigInteger.One << 255) || value >= BigInteger.One << 255)
        {
            throw Overflow();
        }

        return new Int256(UInt256.FromBigInteger(value.Sign < 0 ? value + (BigInteger.One << 256) : value));
    }

    /// <summary>For statistics and display only, as <see cref="UInt256.ToDouble"/>.</summary>
    public double ToDouble() => IsNegative ? -Magnitude.ToDouble() : Word.ToDouble();

    /// <summary>Reads an optional minus sign and what <see cref="UInt256.Parse"/> reads.</summary>
    public static Int256 Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isNegative = text.StartsWith('-');
        if (UInt256.TryParse(isNegative ? text[1..] : text, out UInt256 magnitude)
            && magnitude <= (isNegative ? MinValue.Word : MaxValue.Word))
        {
            return isNegative ? new Int256(UInt256.SubtractWrapping(UInt256.Zero, magnitude)) : new Int256(magnitude);
        }

        throw new EthereumFormatException($"'{Excerpt.Of(text)}' is not a signed 256-bit number.");
    }

    public bool Equals(Int256 other) => Word == other.Word;

    public override bool Equals(object? obj) => obj is Int256 other && Equals(other);

    public override int GetHashCode() => Word.GetHashCode();

    public int CompareTo(Int256 other) =>
        IsNegative == other.IsNegative ? Word.CompareTo(other.Word) : IsNegative ? -1 : 1;

    public override string ToString() => ToBigInteger().ToString(CultureInfo.InvariantCulture);

    public static Int256 operator +(Int256 left, Int256 right)
    {
        var sum = new Int256(UInt256.AddCarry(left.Word, right.Word, out _));
        return left.IsNegative == right.IsNegative && sum.IsNegative != left.IsNegative ? throw Overflow() : sum;
    }

    public static Int256 operator -(Int256 left, Int256 right)
    {
        var difference = new Int256(UInt256.SubtractWrapping(left.Word, right.Word));
        return left.IsNegative != right.IsNegative && difference.IsNegative != left.IsNegative ? throw Overflow() : difference;
    }

    public static Int256 operator -(Int256 value) => Zero - value;

    public static bool operator ==(Int256 left, Int256 right) => left.Equals(right);

    public static bool operator !=(Int256 left, Int256 right) => !left.Equals(right);

    public static bool operator <(Int256 left, Int256 right) => left.CompareTo(right) < 0;

    public static bool operator >(Int256 left, Int256 right) => left.CompareTo(right) > 0;

    public static bool operator <=(Int256 left, Int256 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Int256 left, Int256 right) => left.CompareTo(right) >= 0;

    private static OverflowException Overflow() => new("The result does not fit 256 signed bits.");
}
