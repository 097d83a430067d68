using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Archive;

/// <summary>Values as bytes: integers as LEB128, floating point by its bits, little-endian.</summary>
internal sealed class ByteSink
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    public int Length => _bytes.WrittenCount;

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Unsigned(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _bytes.Advance(length);
    }

    /// <summary>Zigzag, so that small negative numbers are short too.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Number(double value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), BitConverter.DoubleToInt64Bits(value));
        _bytes.Advance(8);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Unsigned((ulong)value.Length);
        _bytes.Write(value);
    }

    public void Hash(Hash32 value)
    {
        value.WriteTo(_bytes.GetSpan(Hash32.Size));
        _bytes.Advance(Hash32.Size);
    }

    public void Address(Address value)
    {
        value.WriteTo(_bytes.GetSpan(Ethereum.Address.Size));
        _bytes.Advance(Ethereum.Address.Size);
    }

    /// <summary>UTF-8; what is no Unicode text, such as half a surrogate pair, goes as UTF-16 so that it comes back the same.</summary>
    public void Text(string value)
    {
        try
        {
            var bytes = Strict.GetBytes(value);
            Unsigned((ulong)bytes.Length << 1);
            _bytes.Write(bytes);
        }
        catch (EncoderFallbackException)
        {
            Unsigned(((ulong)value.Length << 2) | 1);
            foreach (var unit in value)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(2), unit);
                _bytes.Advance(2);
            }
        }
    }
}
