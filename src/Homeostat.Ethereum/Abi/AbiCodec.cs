namespace Homeostat.Ethereum.Abi;

/// <summary>
/// Contract ABI encoding, specification version 2. Both directions check every range and throw
/// <see cref="EthereumFormatException"/>. Decoding accepts bytes after the last value, shared tails and unpadded tails,
/// as the EVM's own decoder does.
/// </summary>
public static class AbiCodec
{
    /// <summary>One value as abi.encode(value) gives it: a dynamic value gets its offset word.</summary>
    public static byte[] Encode(AbiType type, AbiValue value) => AbiEncoder.Encode(AbiTupleType.Of(type), [value]);

    /// <summary>Parameters as abi.encode(a, b, ...) gives them.</summary>
    public static byte[] EncodeParameters(AbiTupleType parameters, params IReadOnlyList<AbiValue> values) =>
        AbiEncoder.Encode(parameters, values);

    public static AbiValue Decode(AbiType type, ReadOnlySpan<byte> data) => AbiDecoder.Decode(AbiTupleType.Of(type), data)[0];

    public static AbiValue[] DecodeParameters(AbiTupleType parameters, ReadOnlySpan<byte> data) =>
        AbiDecoder.Decode(parameters, data);
}
