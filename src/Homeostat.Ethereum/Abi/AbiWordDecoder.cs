namespace Homeostat.Ethereum.Abi;

/// <summary>Reads one word as an elementary static type; bits that the type does not have are an error.</summary>
internal static class AbiWordDecoder
{
    public static AbiValue Decode(AbiType type, ReadOnlySpan<byte> word) => type switch
    {
        AbiUIntType integer => DecodeUInt(integer, word),
        AbiIntType integer => DecodeInt(integer, word),
        AbiAddressType => AbiWords.ToAddress(word),
        AbiBoolType => AbiWords.ToBool(word),
        AbiFixedBytesType bytes => DecodeBytes(type, bytes.Length, word),
        AbiFunctionType => DecodeBytes(type, AbiFunctionType.Length, word),
        _ => throw new InvalidOperationException($"The ABI type {type} is not a word."),
    };

    private static AbiInteger DecodeUInt(AbiUIntType type, ReadOnlySpan<byte> word)
    {
        var integer = new AbiInteger(UInt256.FromBigEndian(word));
        return integer.FitsUnsigned(type.Bits) ? integer : throw Dirty(type);
    }

    private static AbiInteger DecodeInt(AbiIntType type, ReadOnlySpan<byte> word)
    {
        var integer = new AbiInteger(Int256.FromBigEndian(word));
        return integer.FitsSigned(type.Bits) ? integer : throw Dirty(type);
    }

    private static AbiBytes DecodeBytes(AbiType type, int length, ReadOnlySpan<byte> word) =>
        word[length..].ContainsAnyExcept((byte)0) ? throw Dirty(type) : new AbiBytes(word[..length].ToArray());

    private static EthereumFormatException Dirty(AbiType type) => new($"A word has bits beyond its ABI type {type}.");
}
