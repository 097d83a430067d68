using System.Text.Unicode;

namespace Homeostat.Ethereum.Abi;

/// <summary>
/// Accepts exactly what <see cref="AbiDecoder"/> decodes, and allocates nothing: for data of dynamic types of which only some
/// words are wanted.
/// </summary>
internal ref struct AbiChecker
{
    private AbiInput _input;

    private AbiChecker(ReadOnlySpan<byte> data) => _input = new AbiInput(data);

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
                Elements(array.Element, _input.Count(array.Element, at), at + AbiWords.WordSize);
                break;
            case AbiFixedArrayType array:
                Elements(array.Element, array.Length, at);
                break;
            case AbiTupleType tuple:
                Components(tuple, at);
                break;
            case AbiBytesType:
                _input.Tail(at);
                break;
            case AbiStringType:
                if (!Utf8.IsValid(_input.Tail(at)))
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
        ReadOnlySpan<byte> word = _input.Take(at, AbiWords.WordSize);
        if (WordCheck.Of(type, default) is { } check && !check.Holds(word))
        {
            throw new EthereumFormatException($"A word has bits beyond its ABI type {type}.");
        }
    }

    private void Elements(AbiType element, int count, int at)
    {
        _input.RequireHeads(element, count, at);
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

    private void Item(AbiType type, int start, int head) => Body(type, _input.Body(type, start, head));
}
