using System.Buffers.Binary;
using System.Text;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Archive;

/// <summary>
/// Reads what <see cref="ByteSink"/> wrote. Whatever does not fit throws <see cref="InvalidDataException"/>, before
/// memory is taken for it.
/// </summary>
internal ref struct ByteSource(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new InvalidDataException($"{other} is no flag"),
    };

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            if (shift == 63 && part > 1)
            {
                break;
            }

            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is longer than 64 bits");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public uint Unsigned32() => Unsigned() is var value && value <= uint.MaxValue ? (uint)value : throw new InvalidDataException($"{value} is more than 32 bits");

    public double Number() => BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Take(8)));

    public ReadOnlySpan<byte> Bytes() => Take(Unsigned());

    public Hash32 Hash() => Hash32.FromBytes(Take(Hash32.Size));

    public Address Address() => Ethereum.Address.FromBytes(Take(Ethereum.Address.Size));

    /// <param name="least">Bytes that one item takes at least.</param>
    public int Count(int least)
    {
        var count = Unsigned();
        return count <= (ulong)(_rest.Length / least) ? (int)count : throw new InvalidDataException($"{count} items cannot be in {_rest.Length} bytes");
    }

    public T Choice<T>(T last)
        where T : struct, Enum
    {
        var value = Byte();
        return value <= Convert.ToByte(last, null) ? (T)Enum.ToObject(typeof(T), value) : throw new InvalidDataException($"{value} is no {typeof(T).Name}");
    }

    public string Text()
    {
        var head = Unsigned();
        var bytes = Take((head & 1) == 0 ? head >> 1 : head >> 2 << 1);
        if (bytes.Length > 2 * ArchiveLimits.TextLength)
        {
            throw new InvalidDataException($"a text has {bytes.Length} bytes");
        }

        try
        {
            return (head & 1) == 0 ? Strict.GetString(bytes) : Utf16(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("a text is not UTF-8");
        }
    }

    private static string Utf16(ReadOnlySpan<byte> bytes)
    {
        var units = new char[bytes.Length / 2];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
        }

        return new string(units);
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new InvalidDataException($"{length} bytes are wanted where {_rest.Length} are left");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
