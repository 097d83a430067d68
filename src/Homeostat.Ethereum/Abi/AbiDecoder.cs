using System.Text;

namespace Homeostat.Ethereum.Abi;

/// <summary>
/// Reads values out of untrusted data. Offsets may point anywhere within the data, so tails can overlap and a small input
/// could stand for a huge value; the budget bounds what is read in total to a multiple of the data.
/// </summary>
internal ref struct AbiDecoder
{
    // Honest encodings read each byte once. Hand-packed ones share some tails; eight times over is no honest one.
    internal const int MaxAmplification = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _data;
    private long _budget;

    private AbiDecoder(ReadOnlySpan<byte> data)
    {
        _data = data;
        _budget = (long)data.Length * MaxAmplification;
    }

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
        AbiBytesType => new AbiBytes(ReadTail(at).ToArray()),
        AbiStringType => ReadString(at),
        _ => AbiWordDecoder.Decode(type, Take(at, AbiWords.WordSize)),
    };

    private AbiArray ReadArray(AbiArrayType type, int at)
    {
        ReadOnlySpan<byte> word = Take(at, AbiWords.WordSize);
        int rest = _data.Length - at - AbiWords.WordSize;
        int count = AbiWords.ToInt32(word, rest / type.Element.HeadSize);
        return new AbiArray(ReadElements(type.Element, count, at + AbiWords.WordSize));
    }

    // The heads must be there before the array is allocated: a count that the data cannot hold allocates nothing.
    private AbiValue[] ReadElements(AbiType element, int count, int at)
    {
        if (count > (_data.Length - at) / element.HeadSize)
        {
            throw new EthereumFormatException("The ABI data is shorter than its array.");
        }

        Spend((long)count * AbiWords.WordSize);
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

    private AbiValue ReadItem(AbiType type, int start, int head)
    {
        if (!type.IsDynamic)
        {
            return ReadBody(type, head);
        }

        int offset = AbiWords.ToInt32(Take(head, AbiWords.WordSize), _data.Length - start);
        return ReadBody(type, start + offset);
    }

    private AbiString ReadString(int at)
    {
        try
        {
            return new AbiString(StrictUtf8.GetString(ReadTail(at)));
        }
        catch (DecoderFallbackException e)
        {
            throw new EthereumFormatException("An ABI string is no valid UTF-8.", e);
        }
    }

    private ReadOnlySpan<byte> ReadTail(int at)
    {
        ReadOnlySpan<byte> word = Take(at, AbiWords.WordSize);
        int length = AbiWords.ToInt32(word, _data.Length - at - AbiWords.WordSize);
        return Take(at + AbiWords.WordSize, length);
    }

    private ReadOnlySpan<byte> Take(int at, int length)
    {
        if (at > _data.Length - length)
        {
            throw new EthereumFormatException("The ABI data is shorter than its type demands.");
        }

        Spend(length);
        return _data.Slice(at, length);
    }

    private void Spend(long bytes)
    {
        _budget -= bytes;
        if (_budget < 0)
        {
            throw new EthereumFormatException("The tails of the ABI data overlap too often.");
        }
    }
}
