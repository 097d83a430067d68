using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Archive;

/// <summary>An archive of a range of the chain, begun or gone on with.</summary>
public sealed class ChainArchive : IDisposable
{
    private ChainArchive(ArchiveWriter writer, BlockRef? last, BlockRange? missing, ArchiveTail? before) =>
        (Writer, Last, Missing, Before) = (writer, last, missing, before);

    public ArchiveWriter Writer { get; }

    /// <summary>The newest block that is in it.</summary>
    public BlockRef? Last { get; }

    /// <summary>Blocks still to be recorded; null if all are there.</summary>
    public BlockRange? Missing { get; }

    /// <summary>How the file ended when it was opened; null if it is new.</summary>
    public ArchiveTail? Before { get; }

    /// <exception cref="ArchiveException">The file is something else, or an archive of other blocks.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static ChainArchive Open(string path, ArchiveHeader header, BlockRange range)
    {
        if (!File.Exists(path))
        {
            return new ChainArchive(ArchiveWriter.Create(path, header), null, range, null);
        }

        BlockRef? last;
        using (var reader = ArchiveReader.Open(path))
        {
            last = reader.Blocks is null ? null : Newest(reader);
            if (reader.Blocks is { } there && (there.First != range.First || there.Last > range.Last))
            {
                throw new ArchiveException(path, 0, $"has the blocks {there}, and {range} are to be recorded; record them into another file");
            }
        }

        var (writer, tail) = ArchiveWriter.Resume(path, header);
        var next = last is { } block ? new BlockNumber(block.Number + 1) : range.First;
        return new ChainArchive(writer, last, next > range.Last ? null : new BlockRange(next, range.Last), tail);
    }

    public void Dispose() => Writer.Dispose();

    private static BlockRef? Newest(ArchiveReader reader) =>
        reader.Read(new BlockRange(reader.Blocks!.Value.Last, reader.Blocks.Value.Last)).OfType<ChainUpdate.Committed>().LastOrDefault()?.Block.Ref;
}
