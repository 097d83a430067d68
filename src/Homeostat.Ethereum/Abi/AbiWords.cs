using System.Buffers.Binary;

namespace Homeostat.Ethereum.Abi;

/// <summary>
/// Reads the fixed 32-byte words of log data or call data by position, without allocating. Each read is checked against
/// the length of the data and the range of the type, as the full decoder does.
/// </summary>
public static class AbiWords
{
    public const int WordSize = 32;

    public static ReadOnlySpan<byte> ReadWord(ReadOnlySpan<byte> data, int index)
    {
        if (index < 0 || index >= data.Length / WordSize)
        {
            throw new EthereumFormatException($"The data has {data.Length / WordSize} words and no word {index}.");
        }

        return data.Slice(index * WordSize, WordSize);
    }

    public static UInt256 ReadUInt256(ReadOnlySpan<byte> data, int index) => Ethereum.UInt256.FromBigEndian(ReadWord(data, index));

    public static Int256 ReadInt256(ReadOnlySpan<byte> data, int index) => Ethereum.Int256.FromBigEndian(ReadWord(data, index));

    public static Hash32 ReadHash32(ReadOnlySpan<byte> data, int index) => new(ReadWord(data, index));

    public static Address ReadAddress(ReadOnlySpan<byte> data, int index) => ToAddress(ReadWord(data, index));

    public static bool ReadBool(ReadOnlySpan<byte> data, int index) => ToBool(ReadWord(data, index));

    /// <summary>A uintN of up to 64 bits.</summary>
    public static ulong ReadUInt64(ReadOnlySpan<byte> data, int index)
    {
        ReadOnlySpan<byte> word = ReadWord(data, index);
        return word[..24].ContainsAnyExcept((byte)0)
            ? throw new EthereumFormatException($"Word {index} needs more than 64 bits.")
            : BinaryPrimitives.ReadUInt64BigEndian(word[24..]);
    }

    /// <summary>For statistics only: see <see cref="Ethereum.UInt256.ToDouble"/>.</summary>
    public static double ReadUInt256AsDouble(ReadOnlySpan<byte> data, int index) => ReadUInt256(data, index).ToDouble();

    /// <summary>For statistics only: see <see cref="Ethereum.UInt256.ToDouble"/>.</summary>
    public static double ReadInt256AsDouble(ReadOnlySpan<byte> data, int index) => ReadInt256(data, index).ToDouble();

    /// <summary>The address in an indexed topic.</summary>
    public static Address ReadAddress(Hash32 topic)
    {
        Span<byte> word = stackalloc byte[WordSize];
        topic.WriteTo(word);
        return ToAddress(word);
    }

    /// <summary>The content of a dynamic bytes parameter whose head is word <paramref name="index"/>, as a slice of the data.</summary>
    public static ReadOnlySpan<byte> ReadBytes(ReadOnlySpan<byte> data, int index)
    {
        int offset = ToInt32(ReadWord(data, index), data.Length - WordSize);
        int length = ToInt32(data.Slice(offset, WordSize), data.Length - offset - WordSize);
        return data.Slice(offset + WordSize, length);
    }

    internal static Address ToAddress(ReadOnlySpan<byte> word) => word[..12].ContainsAnyExcept((byte)0)
        ? throw new EthereumFormatException("An ABI address has bits above its 160.")
        : new Address(word[12..]);

    internal static bool ToBool(ReadOnlySpan<byte> word) => word[..31].ContainsAnyExcept((byte)0) || word[31] > 1
        ? throw new EthereumFormatException("An ABI bool is neither 0 nor 1.")
        : word[31] == 1;

    /// <summary>An offset, length or count, which must not exceed <paramref name="max"/> (itself possibly negative).</summary>
    internal static int ToInt32(ReadOnlySpan<byte> word, int max)
    {
        ulong value = BinaryPrimitives.ReadUInt64BigEndian(word[24..]);
        if (max < 0 || word[..24].ContainsAnyExcept((byte)0) || value > (ulong)max)
        {
            throw new EthereumFormatException("An ABI offset or length points beyond the data.");
        }

        return (int)value;
    }
}
