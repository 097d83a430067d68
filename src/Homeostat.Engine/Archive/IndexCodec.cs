using System.Buffers.Binary;

namespace Homeostat.Engine.Archive;

/// <summary>
/// The last frame of a closed archive, and the 16 bytes after it that say where it is: groups are found without reading
/// those before them.
/// </summary>
internal static class IndexCodec
{
    public const int EndSize = 16;

    private const ulong EndMagic = 0x444e_454f_454d_4f48; // "HOMEOEND"

    public static byte[] Write(IReadOnlyList<ArchiveGroup> groups)
    {
        var sink = new ByteSink();
        sink.Unsigned((ulong)groups.Count);
        foreach (var (_, header) in groups)
        {
            sink.Unsigned((ulong)header.StoredBytes);
            sink.Unsigned((ulong)header.RawBytes);
            sink.Flag(header.IsCompressed);
            sink.Unsigned((ulong)header.Inputs);
            sink.Unsigned(header.FirstBlock);
            sink.Unsigned(header.LastBlock);
        }

        return sink.Written.ToArray();
    }

    /// <param name="first">Where the first group begins.</param>
    public static List<ArchiveGroup> Read(ReadOnlySpan<byte> bytes, long first)
    {
        var source = new ByteSource(bytes);
        var count = source.Count(6);
        var groups = new List<ArchiveGroup>(count);
        var offset = first;
        for (var i = 0; i < count; i++)
        {
            var (stored, raw) = (Length(source.Unsigned()), Length(source.Unsigned()));
            var header = new FrameHeader(
                FrameKind.Inputs, source.Flag(), (uint)(i + 1), Length(source.Unsigned()), stored, raw, source.Unsigned(), source.Unsigned());
            groups.Add(new ArchiveGroup(offset, header));
            offset = groups[^1].End;
        }

        return source.IsAtEnd ? groups : throw new InvalidDataException("the index is longer than it says");
    }

    public static byte[] End(long indexOffset)
    {
        var end = new byte[EndSize];
        BinaryPrimitives.WriteUInt64LittleEndian(end, EndMagic);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(8), indexOffset);
        return end;
    }

    /// <summary>Where the index is; null if these bytes are no end.</summary>
    public static long? IndexOffset(ReadOnlySpan<byte> end) => BinaryPrimitives.ReadUInt64LittleEndian(end) == EndMagic
        ? BinaryPrimitives.ReadInt64LittleEndian(end[8..])
        : null;

    private static int Length(ulong value) => value <= ArchiveLimits.FrameBytes ? (int)value : throw new InvalidDataException($"{value} bytes are more than a frame may have");
}
