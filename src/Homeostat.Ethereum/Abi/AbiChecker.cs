using System.Text.Unicode;

namespace Homeostat.Ethereum.Abi;

/// <summary>
/// Accepts exactly what <see cref="AbiDecoder"/> decodes, and allocates nothing: for data of dynamic types of which only some
/// words are wanted.
/// </summary>
internal ref struct AbiChecker
{
    private readonly ReadOnlySpan<byte> _data;
    private long _budget;

    private AbiChecker(ReadOnlySpan<byte> data)
    {
        _data = data;
        _budget = (long)data.Length * AbiDecoder.MaxAmplification;
    }

    public static void Check(AbiTupleType parameters, ReadOnlySpan<byte> data)
    {
        var checker = new AbiChecker(data);
        checker.Components(parameters, at: 0);
    }

    private void Body(AbiType type, int at)
    {
        switch (type)
        {
            case AbiArrayType array:
                ReadOnlySpan<byte> word = Take(at, AbiWords.WordSize);
                int rest = _data.Length - at - AbiWords.WordSize;
                Elements(array.Element, AbiWords.ToInt32(word, rest / array.Element.HeadSize), at + AbiWords.WordSize);
                break;
            case AbiFixedArrayType array:
                Elements(array.Element, array.Length, at);
                break;
            case AbiTupleType tuple:
                Components(tuple, at);
                break;
            case AbiBytesType:
                Tail(at);
                break;
            case AbiStringType:
                if (!Utf8.IsValid(Tail(at)))
                {
                    throw new EthereumFormatException("An ABI string is no valid UTF-8.");
                }

                break;
            default:
                Word(type, at);
                break;
        }
    }

    private void Word(AbiType type, int at)
    {
        ReadOnlySpan<byte> word = Take(at, AbiWords.WordSize);
        if (WordCheck.Of(type, default) is { } check && !check.Holds(word))
        {
            throw new EthereumFormatException($"A word has bits beyond its ABI type {type}.");
        }
    }

    private void Elements(AbiType element, int count, int at)
    {
        if (count > (_data.Length - at) / element.HeadSize)
        {
            throw new EthereumFormatException("The ABI data is shorter than its array.");
        }

        Spend((long)count * AbiWords.WordSize);
        for (int i = 0; i < count; i++)
        {
            Item(element, at, at + (i * element.HeadSize));
        }
    }

    private void Components(AbiTupleType tuple, int at)
    {
        int head = at;
        for (int i = 0; i < tuple.Components.Count; i++)
        {
            AbiType type = tuple.Components[i].Type;
            Item(type, at, head);
            head += type.HeadSize;
        }
    }

    private void Item(AbiType type, int start, int head)
    {
        int at = type.IsDynamic ? start + AbiWords.ToInt32(Take(head, AbiWords.WordSize), _data.Length - start) : head;
        Body(type, at);
    }

    private ReadOnlySpan<byte> Tail(int at)
    {
        int length = AbiWords.ToInt32(Take(at, AbiWords.WordSize), _data.Length - at - AbiWords.WordSize);
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
