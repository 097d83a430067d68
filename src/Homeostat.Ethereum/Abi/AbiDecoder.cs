using System.Text;

namespace Homeostat.Ethereum.Abi;

/// <summary>Reads values out of untrusted data.</summary>
internal ref struct AbiDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private AbiInput _input;

    private AbiDecoder(ReadOnlySpan<byte> data) => _input = new AbiInput(data);

    public static AbiValue[] Decode(AbiTupleType parameters, ReadOnlySpan<byte> data)
    {
        var decoder = new AbiDecoder(data);
        return decoder.ReadComponents(parameters, at: 0);
    }

    /// <summary>Reads a value, without its offset word, at a position within the data.</summary>
    private AbiValue ReadBody(AbiType type, int at) => type switch
    {
        AbiArrayType array => ReadArray(array, at),
        AbiFixedArrayType array => new AbiArray(ReadElements(array.Element, array.Length, at)),
        AbiTupleType tuple => new AbiTuple(ReadComponents(tuple, at)),
        AbiBytesType => new AbiBytes(_input.Tail(at).ToArray()),
        AbiStringType => ReadString(at),
        _ => AbiWordDecoder.Decode(type, _input.Take(at, AbiWords.WordSize)),
    };

    private AbiArray ReadArray(AbiArrayType type, int at)
    {
        int count = _input.Count(type.Element, at);
        return new AbiArray(ReadElements(type.Element, count, at + AbiWords.WordSize));
    }

    private AbiValue[] ReadElements(AbiType element, int count, int at)
    {
        _input.RequireHeads(element, count, at);
        var items = new AbiValue[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = ReadItem(element, at, at + (i * element.HeadSize));
        }

        return items;
    }

    private AbiValue[] ReadComponents(AbiTupleType tuple, int at)
    {
        var items = new AbiValue[tuple.Components.Count];
        int head = at;
        for (int i = 0; i < items.Length; i++)
        {
            AbiType type = tuple.Components[i].Type;
            items[i] = ReadItem(type, at, head);
            head += type.HeadSize;
        }

        return items;
    }

    private AbiValue ReadItem(AbiType type, int start, int head) => ReadBody(type, _input.Body(type, start, head));

    private AbiString ReadString(int at)
    {
        try
        {
            return new AbiString(StrictUtf8.GetString(_input.Tail(at)));
        }
        catch (DecoderFallbackException e)
        {
            throw new EthereumFormatException("An ABI string is no valid UTF-8.", e);
        }
    }
}
