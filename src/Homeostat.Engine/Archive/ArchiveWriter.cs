using Homeostat.Core.Chain;

namespace Homeostat.Engine.Archive;

/// <summary>
/// Appends inputs to an archive. They are gathered into groups; a crash loses at most the group at hand, and what a
/// reader finds is whole. Not safe for concurrent use.
/// </summary>
public sealed class ArchiveWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly List<ArchiveGroup> _groups;
    private readonly ByteSink _group = new();
    private int _inputs;
    private ulong _firstBlock = ulong.MaxValue;
    private ulong _lastBlock;
    private bool _isClosed;

    private ArchiveWriter(FileStream file, IEnumerable<ArchiveGroup> groups) => (_file, _groups) = (file, [.. groups]);

    /// <summary>Starts a new archive.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static ArchiveWriter Create(string path, ArchiveHeader header)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        file.Write(ArchiveLayout.Preamble);
        file.Write(FrameFile.Encode(FrameKind.Header, 0, 0, HeaderCodec.Write(header), ulong.MaxValue, 0));
        return new ArchiveWriter(file, []);
    }

    /// <summary>Goes on with an archive after its last whole group; a torn end, or the index of a closed one, is cut.</summary>
    /// <returns>The writer, and how the archive ended before.</returns>
    /// <exception cref="ArchiveException">It is damaged, or of another configuration: then nothing is cut.</exception>
    public static (ArchiveWriter Writer, ArchiveTail Tail) Resume(string path, ArchiveHeader header)
    {
        using (var reader = ArchiveReader.Open(path))
        {
            if (reader.Header.Hash != header.Hash)
            {
                throw new ArchiveException(path, 0, $"was recorded on {reader.Header.Network} with header {reader.Header.Hash}, this is {header.Network} with {header.Hash}; record into another file");
            }
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        var layout = ArchiveLayout.Of(file);
        file.SetLength(layout.EndOfGroups);
        file.Seek(0, SeekOrigin.End);
        return (new ArchiveWriter(file, layout.Groups), layout.Tail);
    }

    /// <summary>Takes the input in at once: the logs of its blocks may be changed afterwards.</summary>
    public void Append(Input input)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (input is ChainUpdate update)
        {
            Name(update);
        }

        InputEncoder.Write(_group, input);
        _inputs++;
        if (_group.Length >= ArchiveLimits.GroupBytes || _inputs >= ArchiveLimits.GroupInputs)
        {
            WriteGroup();
        }
    }

    /// <summary>Writes the group at hand, so that a crash no longer loses it; the disk may still hold it back.</summary>
    public void WriteGroup()
    {
        if (_inputs == 0)
        {
            return;
        }

        var frame = FrameFile.Encode(FrameKind.Inputs, (uint)_groups.Count + 1, _inputs, _group.Written, _firstBlock, _lastBlock);
        var offset = _file.Position;
        _file.Write(frame);
        _groups.Add(new ArchiveGroup(offset, FrameHeader.Read(frame)!.Value));
        _group.Clear();
        (_inputs, _firstBlock, _lastBlock) = (0, ulong.MaxValue, 0);
    }

    /// <summary>Writes the index and brings everything to the disk.</summary>
    public void Close()
    {
        if (_isClosed)
        {
            return;
        }

        WriteGroup();
        var index = _file.Position;
        _file.Write(FrameFile.Encode(FrameKind.Index, (uint)_groups.Count + 1, 0, IndexCodec.Write(_groups), ulong.MaxValue, 0));
        _file.Write(IndexCodec.End(index));
        _file.Flush(flushToDisk: true);
        _isClosed = true;
    }

    /// <summary>Without <see cref="Close"/> before it, the archive ends as after a crash: whole groups, no index.</summary>
    public void Dispose() => _file.Dispose();

    private void Name(ChainUpdate update)
    {
        switch (update)
        {
            case ChainUpdate.Committed committed:
                Name(committed.Block.Ref);
                break;
            case ChainUpdate.Reorged reorged:
                foreach (var block in reorged.Old)
                {
                    Name(block);
                }

                foreach (var block in reorged.New)
                {
                    Name(block.Ref);
                }

                break;
            case ChainUpdate.Resumed resumed:
                Name(resumed.After);
                Name(resumed.Block.Ref);
                break;
            case ChainUpdate.Diverged diverged:
                Name(diverged.Tip);
                break;
            case ChainUpdate.Reverted reverted:
                foreach (var block in reverted.Old)
                {
                    Name(block);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(update), update.GetType().Name, "unknown chain update");
        }
    }

    private void Name(BlockRef block) => (_firstBlock, _lastBlock) = (Math.Min(_firstBlock, block.Number), Math.Max(_lastBlock, block.Number));
}
