using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Ethereum;

/// <summary>A 20-byte account address. The limbs are big-endian, so numeric order is the order of the bytes.</summary>
[JsonConverter(typeof(AddressJsonConverter))]
public readonly partial struct Address : IEquatable<Address>, IComparable<Address>
{
    public const int Size = 20;

    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new EthereumFormatException($"An address has {Size} bytes, not {bytes.Length}.");
        }

        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    public static Address Zero => default;

    public static Address FromBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>Reads 40 hexadecimal digits. Mixed case must satisfy the EIP-55 checksum; one case carries none.</summary>
    public static Address Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out Address address)
            ? address
            : throw new EthereumFormatException($"'{Excerpt.Of(text)}' is not an address, or its EIP-55 checksum is wrong.");
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out Address address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is null || !Hex.TryDecode(text, bytes))
        {
            return false;
        }

        address = new Address(bytes);
        return IsChecksumSatisfied(Hex.StripPrefix(text), address);
    }

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>The address in the low 20 bytes of a 32-byte word, as in an indexed topic.</summary>
    public Hash32 ToWord()
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        word.Clear();
        WriteTo(word[12..]);
        return new Hash32(word);
    }

    public bool Equals(Address other) => _high == other._high && _middle == other._middle && _low == other._low;

    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_high, _middle, _low);

    public int CompareTo(Address other)
    {
        int order = _high.CompareTo(other._high);
        order = order != 0 ? order : _middle.CompareTo(other._middle);
        return order != 0 ? order : _low.CompareTo(other._low);
    }

    /// <summary>EIP-55 form: the case of each letter is the checksum.</summary>
    public override string ToString()
    {
        Span<char> digits = stackalloc char[2 * Size];
        WriteChecksummed(digits);
        return string.Concat("0x", digits);
    }

    /// <summary>Lower case with 0x, for callers that compare text.</summary>
    public string ToLowerHex()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteTo(bytes);
        return Hex.Encode(bytes);
    }

    public static bool operator ==(Address left, Address right) => left.Equals(right);

    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;

    private static bool IsChecksumSatisfied(ReadOnlySpan<char> digits, Address address)
    {
        bool hasLower = digits.IndexOfAnyInRange('a', 'f') >= 0;
        bool hasUpper = digits.IndexOfAnyInRange('A', 'F') >= 0;
        if (!hasLower || !hasUpper)
        {
            return true;
        }

        Span<char> expected = stackalloc char[2 * Size];
        address.WriteChecksummed(expected);
        return digits.SequenceEqual(expected);
    }

    // EIP-55: digit i is upper case when nibble i of keccak256(lower-case text without 0x) is 8 or more.
    private void WriteChecksummed(Span<char> digits)
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteTo(bytes);
        Span<byte> text = stackalloc byte[2 * Size];
        Convert.TryToHexStringLower(bytes, text, out _);
        Span<byte> hash = stackalloc byte[Hash32.Size];
        Keccak256.Hash(text, hash);
        for (int i = 0; i < digits.Length; i++)
        {
            int nibble = (i & 1) == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 0xf;
            var digit = (char)text[i];
            digits[i] = nibble >= 8 ? char.ToUpperInvariant(digit) : digit;
        }
    }
}
