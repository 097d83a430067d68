namespace Homeostat.Ethereum.Rlp;

/// <summary>Walks the items of an encoding without copying. Anything but the canonical form is an <see cref="EthereumFormatException"/>.</summary>
public ref struct RlpReader
{
    private ReadOnlySpan<byte> _rest;

    public RlpReader(ReadOnlySpan<byte> data) => _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly bool IsAtList => RlpHeader.Read(_rest).IsList;

    public ReadOnlySpan<byte> ReadBytes() => ReadPayload(isList: false);

    /// <summary>A reader over the items of the list that comes next.</summary>
    public RlpReader ReadList() => new(ReadPayload(isList: true));

    public ulong ReadUInt64() => ReadUInt256().TryToUInt64(out ulong value)
        ? value
        : throw new EthereumFormatException("An RLP integer needs more than 64 bits.");

    public UInt256 ReadUInt256()
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        return bytes.IsEmpty || bytes[0] != 0
            ? UInt256.FromBigEndian(bytes)
            : throw new EthereumFormatException("An RLP integer has a leading zero.");
    }

    public Address ReadAddress() => new(ReadBytes());

    public Hash32 ReadHash32() => new(ReadBytes());

    /// <summary>Every list must be read to its end, or data would hide behind the fields that are known.</summary>
    public readonly void ExpectEnd()
    {
        if (!_rest.IsEmpty)
        {
            throw new EthereumFormatException("RLP data goes on after the last item expected.");
        }
    }

    private ReadOnlySpan<byte> ReadPayload(bool isList)
    {
        RlpHeader header = RlpHeader.Read(_rest);
        if (header.IsList != isList)
        {
            throw new EthereumFormatException(isList ? "Expected an RLP list." : "Expected an RLP byte string.");
        }

        ReadOnlySpan<byte> payload = _rest.Slice(header.HeaderLength, header.PayloadLength);
        _rest = _rest[(header.HeaderLength + header.PayloadLength)..];
        return payload;
    }
}
