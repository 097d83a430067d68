using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json.Serialization;

namespace Homeostat.Ethereum;

/// <summary>
/// An unsigned 256-bit integer, four limbs, least significant first. Arithmetic is checked: what does not fit throws
/// <see cref="OverflowException"/>, because a wrapped balance is a wrong balance.
/// </summary>
[JsonConverter(typeof(UInt256JsonConverter))]
public readonly partial struct UInt256 : IEquatable<UInt256>, IComparable<UInt256>
{
    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;

    /// <summary>Limbs, least significant first.</summary>
    public UInt256(ulong limb0, ulong limb1, ulong limb2, ulong limb3)
    {
        _l0 = limb0;
        _l1 = limb1;
        _l2 = limb2;
        _l3 = limb3;
    }

    public static UInt256 Zero => default;

    public static UInt256 One => new(1, 0, 0, 0);

    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    public bool IsZero => (_l0 | _l1 | _l2 | _l3) == 0;

    /// <summary>Number of bits up to the highest set one; 0 for zero.</summary>
    public int BitLength
    {
        get
        {
            if (_l3 != 0)
            {
                return 256 - BitOperations.LeadingZeroCount(_l3);
            }

            if (_l2 != 0)
            {
                return 192 - BitOperations.LeadingZeroCount(_l2);
            }

            return _l1 != 0 ? 128 - BitOperations.LeadingZeroCount(_l1) : 64 - BitOperations.LeadingZeroCount(_l0);
        }
    }

    internal ulong Limb0 => _l0;

    internal ulong Limb1 => _l1;

    internal ulong Limb2 => _l2;

    internal ulong Limb3 => _l3;

    private bool FitsUInt64 => (_l1 | _l2 | _l3) == 0;

    /// <summary>Reads up to 32 big-endian bytes; an empty span is zero.</summary>
    public static UInt256 FromBigEndian(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 32)
        {
            throw new EthereumFormatException($"A 256-bit number has at most 32 bytes, not {bytes.Length}.");
        }

        if (bytes.Length < 32)
        {
            Span<byte> padded = stackalloc byte[32];
            padded.Clear();
            bytes.CopyTo(padded[(32 - bytes.Length)..]);
            return FromWord(padded);
        }

        return FromWord(bytes);
    }

    /// <summary>Writes 32 big-endian bytes.</summary>
    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _l3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _l2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _l1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _l0);
    }

    public Hash32 ToHash32()
    {
        Span<byte> bytes = stackalloc byte[32];
        WriteBigEndian(bytes);
        return new Hash32(bytes);
    }

    public bool Equals(UInt256 other) => _l0 == other._l0 && _l1 == other._l1 && _l2 == other._l2 && _l3 == other._l3;

    public override bool Equals(object? obj) => obj is UInt256 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_l0, _l1, _l2, _l3);

    public int CompareTo(UInt256 other)
    {
        int order = _l3.CompareTo(other._l3);
        order = order != 0 ? order : _l2.CompareTo(other._l2);
        order = order != 0 ? order : _l1.CompareTo(other._l1);
        return order != 0 ? order : _l0.CompareTo(other._l0);
    }

    public static bool operator ==(UInt256 left, UInt256 right) => left.Equals(right);

    public static bool operator !=(UInt256 left, UInt256 right) => !left.Equals(right);

    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    public static UInt256 Min(UInt256 left, UInt256 right) => left < right ? left : right;

    public static UInt256 Max(UInt256 left, UInt256 right) => left > right ? left : right;

    private static UInt256 FromWord(ReadOnlySpan<byte> word) => new(
        BinaryPrimitives.ReadUInt64BigEndian(word[24..]),
        BinaryPrimitives.ReadUInt64BigEndian(word[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(word[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(word));
}
