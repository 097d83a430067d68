using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Archive;

/// <summary>
/// Reads an archive, group by group: memory does not grow with the file. A file is taken for hostile. Warning: hashes
/// find damage, not forgery; who may write an archive decides what it says. Not safe for concurrent use.
/// </summary>
public sealed class ArchiveReader : IDisposable
{
    private readonly FileStream _file;
    private readonly ArchiveLayout _layout;

    private ArchiveReader(FileStream file, ArchiveLayout layout)
    {
        (_file, _layout) = (file, layout);
        Header = ReadHeader();
    }

    public string File => _file.Name;

    public ArchiveHeader Header { get; }

    /// <summary>Whether recording ended in order; if not, what is missing.</summary>
    public ArchiveTail Tail => _layout.Tail;

    public long InputCount => _layout.Groups.Sum(g => (long)g.Header.Inputs);

    /// <summary>From the lowest block that any input names to the highest; null if none does.</summary>
    public BlockRange? Blocks
    {
        get
        {
            ImmutableArray<FrameHeader> named = [.. _layout.Groups.Select(g => g.Header).Where(h => h.FirstBlock <= h.LastBlock)];
            return named.IsEmpty ? null : new BlockRange(new BlockNumber(named.Min(h => h.FirstBlock)), new BlockNumber(named.Max(h => h.LastBlock)));
        }
    }

    /// <exception cref="ArchiveException">It is no archive, of another format, or damaged.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static ArchiveReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            return new ArchiveReader(file, ArchiveLayout.Of(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Every input in order.</summary>
    /// <exception cref="ArchiveException">Thrown while reading, at the first group that is damaged.</exception>
    public IEnumerable<Input> Read() => Groups(0, reuse: null);

    /// <summary>The same, with the logs of committed blocks in one batch that is refilled: each is valid until the next.</summary>
    public IEnumerable<Input> Read(LogBatch reuse) => Groups(0, reuse);

    /// <summary>
    /// The chain updates whose blocks are in the range, with the inputs between them and the ticks right before them.
    /// </summary>
    public IEnumerable<Input> Read(BlockRange range) => InRange(range, reuse: null);

    /// <summary>The same, with the logs of committed blocks in one batch that is refilled: each is valid until the next.</summary>
    public IEnumerable<Input> Read(BlockRange range, LogBatch reuse) => InRange(range, reuse);

    public void Dispose() => _file.Dispose();

    private IEnumerable<Input> InRange(BlockRange range, LogBatch? reuse)
    {
        // The tick of a group's first block may be the last input of the group before.
        var first = Math.Max(0, _layout.Groups.TakeWhile(g => g.Header.LastBlock < range.First.Value || g.Header.FirstBlock > g.Header.LastBlock).Count() - 1);
        var ticks = new List<Input>();
        var isInside = false;
        foreach (var input in Groups(first, reuse))
        {
            if (input is Tick)
            {
                ticks.Add(input);
                continue;
            }

            if (input is ChainUpdate update)
            {
                isInside = range.Contains(new BlockNumber(Newest(update)));
                if (Newest(update) > range.Last.Value && update is ChainUpdate.Committed)
                {
                    yield break;
                }
            }

            if (isInside)
            {
                foreach (var tick in ticks)
                {
                    yield return tick;
                }

                yield return input;
            }

            ticks.Clear();
        }
    }

    private static ulong Newest(ChainUpdate update) => update switch
    {
        ChainUpdate.Committed committed => committed.Block.Ref.Number,
        ChainUpdate.Reorged reorged => reorged.New.IsEmpty ? 0 : reorged.New[^1].Ref.Number,
        ChainUpdate.Resumed resumed => resumed.Block.Ref.Number,
        ChainUpdate.Diverged diverged => diverged.Tip.Number,
        ChainUpdate.Reverted reverted => reverted.Old.IsEmpty ? 0 : reverted.Old[0].Number,
        _ => throw new ArgumentOutOfRangeException(nameof(update), update.GetType().Name, "unknown chain update"),
    };

    private IEnumerable<Input> Groups(int first, LogBatch? reuse)
    {
        for (var i = first; i < _layout.Groups.Count; i++)
        {
            var group = _layout.Groups[i];
            var payload = Payload(group);
            var at = 0;
            for (var read = 0; read < group.Header.Inputs; read++)
            {
                yield return Next(group, payload, ref at, reuse);
            }

            if (at != payload.Length)
            {
                throw new ArchiveException(_file.Name, group.Offset, $"this group has {payload.Length - at} bytes after its last input");
            }
        }
    }

    // The index is trusted for places only: what is read there must say the same of itself.
    private byte[] Payload(ArchiveGroup group) => FrameFile.HeaderAt(_file, group.Offset) == group.Header
        ? FrameFile.Payload(_file, group.Offset, group.Header)
        : throw new ArchiveException(_file.Name, group.Offset, "there is no such group here as the index says");

    private Input Next(ArchiveGroup group, byte[] payload, ref int at, LogBatch? reuse)
    {
        try
        {
            var source = new ByteSource(payload.AsSpan(at));
            var input = InputDecoder.Read(ref source, reuse);
            at = payload.Length - source.Left;
            return input;
        }
        catch (InvalidDataException wrong)
        {
            throw new ArchiveException(_file.Name, group.Offset, $"an input of this group cannot be read: {wrong.Message}", wrong);
        }
    }

    private ArchiveHeader ReadHeader()
    {
        long at = ArchiveLayout.Preamble.Length;
        try
        {
            return HeaderCodec.Read(FrameFile.Payload(_file, at, _layout.Header));
        }
        catch (InvalidDataException wrong)
        {
            throw new ArchiveException(_file.Name, at, wrong.Message, wrong);
        }
    }
}
