using System.Buffers.Binary;
using System.IO.Hashing;

namespace Homeostat.Engine.Archive;

/// <summary>
/// 48 bytes before each payload, little-endian: magic, kind, compression, two zeros, sequence, inputs, stored length, raw
/// length, first and last block, XXH64 of all that. After the payload comes its XXH3.
/// </summary>
/// <param name="Sequence">0 for the header, then rising by one: a frame that is lost or moved is noticed.</param>
/// <param name="StoredBytes">Length of the payload in the file.</param>
/// <param name="RawBytes">Its length once decompressed.</param>
/// <param name="FirstBlock">Lowest block that the inputs name; greater than <paramref name="LastBlock"/> if they name none.</param>
internal readonly record struct FrameHeader(
    FrameKind Kind,
    bool IsCompressed,
    uint Sequence,
    int Inputs,
    int StoredBytes,
    int RawBytes,
    ulong FirstBlock,
    ulong LastBlock)
{
    public const int Size = 48;
    public const int TrailerSize = 8;
    public const uint Magic = 0x3146_5348; // "HSF1"

    private const int Hashed = Size - 8;

    /// <summary>Of the whole frame in the file.</summary>
    public long FileBytes => Size + (long)StoredBytes + TrailerSize;

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Magic);
        to[4] = (byte)Kind;
        to[5] = IsCompressed ? (byte)1 : (byte)0;
        to[6] = to[7] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], Inputs);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], StoredBytes);
        BinaryPrimitives.WriteInt32LittleEndian(to[20..], RawBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], FirstBlock);
        BinaryPrimitives.WriteUInt64LittleEndian(to[32..], LastBlock);
        BinaryPrimitives.WriteUInt64LittleEndian(to[Hashed..], XxHash64.HashToUInt64(to[..Hashed]));
    }

    /// <summary>Null if these bytes are no frame's header, or not one that could be true.</summary>
    public static FrameHeader? Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(from) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(from[Hashed..]) != XxHash64.HashToUInt64(from[..Hashed]))
        {
            return null;
        }

        var header = new FrameHeader(
            (FrameKind)from[4],
            from[5] == 1,
            BinaryPrimitives.ReadUInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[20..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[32..]));
        return header.IsPossible ? header : null;
    }

    /// <summary>A hash is no signature: a file made to harm has right hashes and wrong lengths.</summary>
    private bool IsPossible => Kind is FrameKind.Header or FrameKind.Inputs or FrameKind.Index
        && StoredBytes is >= 0 and <= ArchiveLimits.FrameBytes
        && RawBytes is >= 0 and <= ArchiveLimits.FrameBytes
        && Inputs >= 0 && Inputs <= RawBytes
        && (IsCompressed || StoredBytes == RawBytes);
}

/// <summary>What a frame holds. Never renumbered: it is in files.</summary>
internal enum FrameKind : byte
{
    Header = 1,
    Inputs = 2,
    Index = 3,
}
