using System.Buffers.Binary;

namespace Homeostat.Ethereum.Rlp;

/// <summary>Writes the recursive length prefix encoding (Ethereum yellow paper, appendix B). Integers have no leading zero.</summary>
public sealed class RlpWriter
{
    private readonly Stack<int> _openLists = new();
    private byte[] _buffer = new byte[256];
    private int _length;

    public ReadOnlySpan<byte> WrittenSpan => _openLists.Count == 0
        ? _buffer.AsSpan(0, _length)
        : throw new InvalidOperationException("A list is still open.");

    public byte[] ToArray() => WrittenSpan.ToArray();

    public void BeginList() => _openLists.Push(_length);

    /// <summary>Closes the innermost list; its header is put before the items, which move up.</summary>
    public void EndList()
    {
        int start = _openLists.Pop();
        int payload = _length - start;
        Span<byte> header = stackalloc byte[9];
        int headerLength = RlpHeader.Write(header, RlpHeader.ListOffset, payload);
        Reserve(headerLength);
        Buffer.BlockCopy(_buffer, start, _buffer, start + headerLength, payload);
        header[..headerLength].CopyTo(_buffer.AsSpan(start));
        _length += headerLength;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1 && bytes[0] < RlpHeader.StringOffset)
        {
            WriteRaw(bytes);
            return;
        }

        Span<byte> header = stackalloc byte[9];
        WriteRaw(header[..RlpHeader.Write(header, RlpHeader.StringOffset, bytes.Length)]);
        WriteRaw(bytes);
    }

    public void Write(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Write(bytes.TrimStart((byte)0));
    }

    public void Write(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.WriteBigEndian(bytes);
        Write(bytes.TrimStart((byte)0));
    }

    public void Write(Address value)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        value.WriteTo(bytes);
        Write(bytes);
    }

    public void Write(Hash32 value)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        value.WriteTo(bytes);
        Write(bytes);
    }

    /// <summary>Appends bytes that are an encoding already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> encoded)
    {
        Reserve(encoded.Length);
        encoded.CopyTo(_buffer.AsSpan(_length));
        _length += encoded.Length;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(checked(_length + count), 2 * _buffer.Length));
        }
    }
}
