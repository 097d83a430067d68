using System.Buffers.Binary;
using System.Text;

namespace Homeostat.Ethereum.Abi;

/// <summary>Measures, then writes: the first pass checks every value, the second fills a buffer of the exact size.</summary>
internal static class AbiEncoder
{
    /// <summary>Parameters as a tuple without an offset of its own, after <paramref name="prefix"/> (a selector, or nothing).</summary>
    public static byte[] Encode(AbiTupleType parameters, IReadOnlyList<AbiValue> values, ReadOnlySpan<byte> prefix = default)
    {
        var tuple = new AbiTuple(values);
        long size = AbiMeasure.Body(parameters, tuple);
        if (size > Array.MaxLength - prefix.Length)
        {
            throw new EthereumFormatException("The ABI encoding exceeds 2 GiB.");
        }

        var buffer = new byte[prefix.Length + (int)size];
        prefix.CopyTo(buffer);
        WriteBody(parameters, tuple, buffer.AsSpan(prefix.Length), at: 0);
        return buffer;
    }

    /// <summary>Writes a value without its offset word and returns the position after it.</summary>
    private static int WriteBody(AbiType type, AbiValue value, Span<byte> buffer, int at)
    {
        switch (type)
        {
            case AbiArrayType array:
                WriteLength(buffer, at, value.Items.Count);
                return WriteElements(array.Element, value, buffer, at + AbiWords.WordSize);
            case AbiFixedArrayType array:
                return WriteElements(array.Element, value, buffer, at);
            case AbiTupleType tuple:
                return WriteComponents(tuple, value, buffer, at);
            case AbiBytesType:
                ReadOnlySpan<byte> bytes = value.AsBytes().Span;
                WriteLength(buffer, at, bytes.Length);
                bytes.CopyTo(buffer[(at + AbiWords.WordSize)..]);
                return at + AbiWords.WordSize + AbiMeasure.Padded(bytes.Length);
            case AbiStringType:
                int length = Encoding.UTF8.GetBytes(value.AsString(), buffer[(at + AbiWords.WordSize)..]);
                WriteLength(buffer, at, length);
                return at + AbiWords.WordSize + AbiMeasure.Padded(length);
            default:
                WriteWord(value, buffer.Slice(at, AbiWords.WordSize));
                return at + AbiWords.WordSize;
        }
    }

    private static int WriteElements(AbiType element, AbiValue value, Span<byte> buffer, int at)
    {
        int head = at;
        int tail = at + (element.HeadSize * value.Items.Count);
        foreach (AbiValue item in value.Items)
        {
            tail = WriteItem(element, item, buffer, at, head, tail);
            head += element.HeadSize;
        }

        return tail;
    }

    private static int WriteComponents(AbiTupleType tuple, AbiValue value, Span<byte> buffer, int at)
    {
        int head = at;
        int tail = at + tuple.Components.Sum(component => component.Type.HeadSize);
        for (int i = 0; i < tuple.Components.Count; i++)
        {
            AbiType type = tuple.Components[i].Type;
            tail = WriteItem(type, value.Items[i], buffer, at, head, tail);
            head += type.HeadSize;
        }

        return tail;
    }

    /// <summary>A static item goes into the head; a dynamic one leaves its offset there and goes to the tail. Returns the tail.</summary>
    private static int WriteItem(AbiType type, AbiValue value, Span<byte> buffer, int start, int head, int tail)
    {
        if (!type.IsDynamic)
        {
            WriteBody(type, value, buffer, head);
            return tail;
        }

        WriteLength(buffer, head, tail - start);
        return WriteBody(type, value, buffer, tail);
    }

    // The word is still zero: only the significant bytes are written.
    private static void WriteWord(AbiValue value, Span<byte> word)
    {
        switch (value)
        {
            case AbiInteger integer:
                integer.Word.WriteBigEndian(word);
                break;
            case AbiAddress address:
                address.Value.WriteTo(word[12..]);
                break;
            case AbiBool boolean:
                word[31] = boolean.Value ? (byte)1 : (byte)0;
                break;
            case AbiBytes bytes:
                bytes.Value.Span.CopyTo(word);
                break;
            default:
                throw new InvalidOperationException("Measuring let a value pass that is no word.");
        }
    }

    private static void WriteLength(Span<byte> buffer, int at, int length) =>
        BinaryPrimitives.WriteInt32BigEndian(buffer[(at + 28)..], length);
}
