using System.Text;

namespace Homeostat.Ethereum.Abi;

/// <summary>The size of an encoding; on the way, the check that each value is one of its type.</summary>
internal static class AbiMeasure
{
    // Throws on a lone surrogate instead of writing a replacement that the caller did not mean.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static int Padded(int length) => (length + 31) & ~31;

    /// <summary>Bytes of a value without its offset word.</summary>
    public static long Body(AbiType type, AbiValue value)
    {
        switch (type)
        {
            case AbiArrayType array:
                return AbiWords.WordSize + Elements(array.Element, Expect<AbiArray>(type, value).Items);
            case AbiFixedArrayType array:
                IReadOnlyList<AbiValue> items = Expect<AbiArray>(type, value).Items;
                return items.Count == array.Length ? Elements(array.Element, items) : throw Misfit(type, $"{items.Count} elements");
            case AbiTupleType tuple:
                return Components(tuple, Expect<AbiTuple>(type, value).Items);
            case AbiBytesType:
                return AbiWords.WordSize + PaddedLong(Expect<AbiBytes>(type, value).Value.Length);
            case AbiStringType:
                return AbiWords.WordSize + PaddedLong(Utf8Length(Expect<AbiString>(type, value).Value));
            default:
                CheckWord(type, value);
                return AbiWords.WordSize;
        }
    }

    private static long Elements(AbiType element, IReadOnlyList<AbiValue> items)
    {
        long size = 0;
        foreach (AbiValue item in items)
        {
            size += Body(element, item) + (element.IsDynamic ? AbiWords.WordSize : 0);
        }

        return size;
    }

    private static long Components(AbiTupleType tuple, IReadOnlyList<AbiValue> items)
    {
        if (items.Count != tuple.Components.Count)
        {
            throw Misfit(tuple, $"{items.Count} values");
        }

        long size = 0;
        for (int i = 0; i < items.Count; i++)
        {
            AbiType type = tuple.Components[i].Type;
            size += Body(type, items[i]) + (type.IsDynamic ? AbiWords.WordSize : 0);
        }

        return size;
    }

    private static void CheckWord(AbiType type, AbiValue value)
    {
        bool fits = type switch
        {
            AbiUIntType integer => Expect<AbiInteger>(type, value).FitsUnsigned(integer.Bits),
            AbiIntType integer => Expect<AbiInteger>(type, value).FitsSigned(integer.Bits),
            AbiFixedBytesType bytes => Expect<AbiBytes>(type, value).Value.Length == bytes.Length,
            AbiFunctionType => Expect<AbiBytes>(type, value).Value.Length == AbiFunctionType.Length,
            AbiAddressType => Expect<AbiAddress>(type, value) is not null,
            AbiBoolType => Expect<AbiBool>(type, value) is not null,
            _ => throw new InvalidOperationException($"Unknown ABI type {type}."),
        };
        if (!fits)
        {
            throw Misfit(type, value is AbiBytes bytes ? $"{bytes.Value.Length} bytes" : value.ToString());
        }
    }

    private static int Utf8Length(string text)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new EthereumFormatException("A string to encode is no valid Unicode.", e);
        }
    }

    private static long PaddedLong(int length) => (length + 31L) & ~31L;

    private static T Expect<T>(AbiType type, AbiValue value) where T : AbiValue =>
        value as T ?? throw Misfit(type, value is null ? "null" : value.GetType().Name);

    private static EthereumFormatException Misfit(AbiType type, string? found) =>
        new($"The ABI type {Excerpt.Of(type.Name)} cannot hold {Excerpt.Of(found)}.");
}
