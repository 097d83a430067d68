namespace Homeostat.Ethereum.Rlp;

/// <summary>The prefix of an item: kind and payload length. Only the shortest form is canonical, and only that is read.</summary>
internal readonly ref struct RlpHeader
{
    public const byte StringOffset = 0x80;
    public const byte ListOffset = 0xc0;

    // Payloads of up to 55 bytes put their length into the prefix byte itself.
    private const int MaxShortLength = 55;

    private RlpHeader(bool isList, int headerLength, int payloadLength)
    {
        IsList = isList;
        HeaderLength = headerLength;
        PayloadLength = payloadLength;
    }

    public bool IsList { get; }

    public int HeaderLength { get; }

    public int PayloadLength { get; }

    /// <summary>Reads the header of the first item of <paramref name="data"/> and checks that the payload is there.</summary>
    public static RlpHeader Read(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            throw new EthereumFormatException("RLP data ends where an item should begin.");
        }

        byte prefix = data[0];
        if (prefix < StringOffset)
        {
            return new RlpHeader(isList: false, headerLength: 0, payloadLength: 1);
        }

        bool isList = prefix >= ListOffset;
        int length = prefix - (isList ? ListOffset : StringOffset);
        int headerLength = 1;
        if (length > MaxShortLength)
        {
            int lengthBytes = length - MaxShortLength;
            headerLength += lengthBytes;
            length = ReadLongLength(data[1..], lengthBytes);
        }

        if (length > data.Length - headerLength)
        {
            throw new EthereumFormatException("An RLP item is longer than the data that holds it.");
        }

        if (!isList && length == 1 && data[headerLength] < StringOffset)
        {
            throw new EthereumFormatException("RLP: a byte below 0x80 must stand for itself.");
        }

        return new RlpHeader(isList, headerLength, length);
    }

    /// <summary>Writes a header and returns its length, at most 9.</summary>
    public static int Write(Span<byte> destination, byte offset, int length)
    {
        if (length <= MaxShortLength)
        {
            destination[0] = (byte)(offset + length);
            return 1;
        }

        int lengthBytes = 4 - (System.Numerics.BitOperations.LeadingZeroCount((uint)length) / 8);
        destination[0] = (byte)(offset + MaxShortLength + lengthBytes);
        for (int i = lengthBytes; i > 0; i--, length >>= 8)
        {
            destination[i] = (byte)length;
        }

        return 1 + lengthBytes;
    }

    private static int ReadLongLength(ReadOnlySpan<byte> data, int lengthBytes)
    {
        if (lengthBytes > data.Length || lengthBytes > 4)
        {
            throw new EthereumFormatException("An RLP length is longer than the data that holds it.");
        }

        ulong length = 0;
        foreach (byte b in data[..lengthBytes])
        {
            length = (length << 8) | b;
        }

        if (data[0] == 0 || length <= MaxShortLength)
        {
            throw new EthereumFormatException("An RLP length is not in its shortest form.");
        }

        return length <= int.MaxValue ? (int)length : throw new EthereumFormatException("An RLP item exceeds 2 GiB.");
    }
}
