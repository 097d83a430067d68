using System.Buffers;
using System.Buffers.Binary;

namespace Homeostat.Audit.Files;

/// <summary>Up to 256 entries one after another, each after its length as a big-endian number of 16 bits.</summary>
internal static class EntryBundle
{
    public const int MaxEntryBytes = ushort.MaxValue;
    public const int MaxEntryWithLength = sizeof(ushort) + MaxEntryBytes;

    public static void Add(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)entry.Length));
        bundle.Write(length);
        bundle.Write(entry);
    }

    /// <summary>Where the entries lie; fewer than asked for, and the byte at which it goes wrong, if the bundle is damaged.</summary>
    public static (IReadOnlyList<Range> Entries, int? WrongAt) Split(ReadOnlySpan<byte> bundle, int count)
    {
        var entries = new List<Range>(count);
        var at = 0;
        while (entries.Count < count)
        {
            var start = at + sizeof(ushort);
            if (start > bundle.Length)
            {
                return (entries, at);
            }

            var end = start + BinaryPrimitives.ReadUInt16BigEndian(bundle[at..]);
            if (end > bundle.Length)
            {
                return (entries, at);
            }

            entries.Add(start..end);
            at = end;
        }

        return (entries, at == bundle.Length ? null : at);
    }
}
