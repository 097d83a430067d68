using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Homeostat.Engine.Archive;

/// <summary>Frames in a file, by their place.</summary>
internal static class FrameFile
{
    /// <summary>Level 5 of 11: what more would save is not worth its time on a live engine.</summary>
    private const int Quality = 5;

    private const int WindowBits = 22;

    public static byte[] Encode(FrameKind kind, uint sequence, int inputs, ReadOnlySpan<byte> raw, ulong firstBlock, ulong lastBlock)
    {
        if (raw.Length > ArchiveLimits.FrameBytes)
        {
            throw new InvalidDataException($"{raw.Length} bytes do not fit into a frame of {ArchiveLimits.FrameBytes}");
        }

        var rented = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(raw.Length));
        var isCompressed = BrotliEncoder.TryCompress(raw, rented, out var length, Quality, WindowBits) && length < raw.Length;
        var stored = isCompressed ? rented.AsSpan(0, length) : raw;
        var frame = new byte[FrameHeader.Size + stored.Length + FrameHeader.TrailerSize];
        new FrameHeader(kind, isCompressed, sequence, inputs, stored.Length, raw.Length, firstBlock, lastBlock).Write(frame);
        stored.CopyTo(frame.AsSpan(FrameHeader.Size));
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(FrameHeader.Size + stored.Length), XxHash3.HashToUInt64(stored));
        ArrayPool<byte>.Shared.Return(rented);
        return frame;
    }

    /// <summary>The header of the frame at this place; null if there is none.</summary>
    public static FrameHeader? HeaderAt(FileStream file, long offset)
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        return RandomAccess.Read(file.SafeFileHandle, bytes, offset) == FrameHeader.Size ? FrameHeader.Read(bytes) : null;
    }

    /// <summary>Whether the frame is there to its last byte and hashes to what it says.</summary>
    public static bool IsWhole(FileStream file, long offset, FrameHeader header)
    {
        if (offset + header.FileBytes > file.Length)
        {
            return false;
        }

        var stored = ArrayPool<byte>.Shared.Rent(header.StoredBytes + FrameHeader.TrailerSize);
        var isWhole = Stored(file, offset, header, stored) is not null;
        ArrayPool<byte>.Shared.Return(stored);
        return isWhole;
    }

    /// <summary>The frame's payload, decompressed.</summary>
    /// <exception cref="ArchiveException">It is damaged.</exception>
    public static byte[] Payload(FileStream file, long offset, FrameHeader header)
    {
        // A file that is shorter than it says must not cost the memory that it says.
        if (offset + header.FileBytes > file.Length)
        {
            throw new ArchiveException(file.Name, offset, "the file ends inside this frame");
        }

        var rented = ArrayPool<byte>.Shared.Rent(header.StoredBytes + FrameHeader.TrailerSize);
        try
        {
            if (Stored(file, offset, header, rented) is not { } length)
            {
                throw new ArchiveException(file.Name, offset, "this frame's bytes are not those that were written; take the archive from a good copy");
            }

            var stored = rented.AsSpan(0, length);
            return header.IsCompressed ? Decompress(stored, header.RawBytes) ?? throw new ArchiveException(file.Name, offset, "this frame does not decompress to the length that it states") : stored.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int? Stored(FileStream file, long offset, FrameHeader header, byte[] into)
    {
        var wanted = header.StoredBytes + FrameHeader.TrailerSize;
        var at = 0;
        while (at < wanted)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, into.AsSpan(at, wanted - at), offset + FrameHeader.Size + at);
            if (read == 0)
            {
                return null;
            }

            at += read;
        }

        var hash = BinaryPrimitives.ReadUInt64LittleEndian(into.AsSpan(header.StoredBytes));
        return hash == XxHash3.HashToUInt64(into.AsSpan(0, header.StoredBytes)) ? header.StoredBytes : null;
    }

    // Decompressed piece by piece: memory grows with what is really there, not with what the header claims.
    private static byte[]? Decompress(ReadOnlySpan<byte> stored, int rawBytes)
    {
        using var decoder = new BrotliDecoder();
        var raw = new byte[Math.Min(rawBytes, Math.Max(64 * 1024, 16 * stored.Length))];
        var (read, written) = (0, 0);
        while (true)
        {
            var status = decoder.Decompress(stored[read..], raw.AsSpan(written), out var consumed, out var produced);
            (read, written) = (read + consumed, written + produced);
            switch (status)
            {
                case OperationStatus.Done when written == rawBytes && read == stored.Length:
                    return raw.Length == rawBytes ? raw : raw[..rawBytes];
                case OperationStatus.DestinationTooSmall when raw.Length < rawBytes:
                    Array.Resize(ref raw, (int)Math.Min(rawBytes, 2L * raw.Length));
                    break;
                default:
                    return null;
            }
        }
    }
}
