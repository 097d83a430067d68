using System.Buffers;
using System.Security.Cryptography;
using Homeostat.Audit.Merkle;
using Homeostat.Ethereum;

namespace Homeostat.Audit.Files;

/// <summary>A file of a log, by what it is to hold.</summary>
internal readonly record struct TileContent(TilePath Path, byte[] Bytes);

/// <summary>
/// What a tree still grows at: on each level the hashes of the tile that is not full, and the entries of the bundle that
/// is not. All that is needed to go on and to know the root.
/// </summary>
internal sealed class RightEdge
{
    private readonly List<Tile> _levels = [];
    private readonly ArrayBufferWriter<byte> _bundle = new();

    public ulong Size { get; private set; }

    /// <summary>Of a tree that is on the disk.</summary>
    /// <param name="read">The file with that path.</param>
    public static RightEdge Load(ulong size, Func<TilePath, byte[]> read)
    {
        var edge = new RightEdge { Size = size };
        for (var level = 0; TilePath.Count(size, level) > 0; level++)
        {
            var tile = new Tile();
            edge._levels.Add(tile);
            if (TilePath.Edge(size, level) is { Width: > 0 } path)
            {
                read(path).CopyTo(tile.Hashes, 0);
                tile.Width = path.Width;
            }
        }

        if (TilePath.Edge(size, TilePath.Entries) is { Width: > 0 } bundle)
        {
            edge._bundle.Write(read(bundle));
        }

        return edge;
    }

    /// <summary>With nothing in it that has yet to be written.</summary>
    public RightEdge Copy()
    {
        var copy = new RightEdge { Size = Size };
        copy._levels.AddRange(_levels.Select(l => new Tile { Hashes = [.. l.Hashes], Width = l.Width }));
        copy._bundle.Write(_bundle.WrittenSpan);
        return copy;
    }

    /// <param name="prefixed">The entry after its leaf prefix.</param>
    /// <param name="full">Gets the tiles and bundles that this fills.</param>
    public void Add(ReadOnlySpan<byte> prefixed, List<TileContent> full)
    {
        EntryBundle.Add(_bundle, prefixed[1..]);
        Push(0, new Hash32(SHA256.HashData(prefixed)), full);
        Size++;
        if (Size % TilePath.Full == 0)
        {
            full.Add(new TileContent(new TilePath(TilePath.Entries, (Size / TilePath.Full) - 1, TilePath.Full), _bundle.WrittenSpan.ToArray()));
            _bundle.ResetWrittenCount();
        }
    }

    /// <summary>Tiles and bundle that are not full, if anything was added to them since the copy.</summary>
    public IEnumerable<TileContent> Partial()
    {
        for (var level = 0; level < _levels.Count; level++)
        {
            if (_levels[level] is { HasGrown: true, Width: > 0 } tile)
            {
                yield return new TileContent(TilePath.Edge(Size, level), tile.Hashes[..(tile.Width * Hash32.Size)]);
            }
        }

        if (_bundle.WrittenCount > 0 && _levels[0].HasGrown)
        {
            yield return new TileContent(TilePath.Edge(Size, TilePath.Entries), _bundle.WrittenSpan.ToArray());
        }
    }

    public Hash32 Root()
    {
        var peaks = new List<Hash32>();
        foreach (var tile in Enumerable.Reverse(_levels))
        {
            var at = 0;
            for (var bit = TilePath.Full / 2; bit > 0; bit /= 2)
            {
                if ((tile.Width & bit) != 0)
                {
                    peaks.Add(MerkleTree.CompleteRoot(tile.Hashes.AsSpan(at * Hash32.Size, bit * Hash32.Size)));
                    at += bit;
                }
            }
        }

        return MerkleTree.Fold(peaks);
    }

    /// <summary>Whether the entries that are kept hash to the leaves that are.</summary>
    public bool BundleFits()
    {
        var bundle = _bundle.WrittenSpan.ToArray();
        var width = _levels.Count == 0 ? 0 : _levels[0].Width;
        var (entries, wrongAt) = EntryBundle.Split(bundle, width);
        return wrongAt is null && entries.Index().All(e =>
            MerkleTree.LeafHash(bundle[e.Item]) == new Hash32(_levels[0].Hashes.AsSpan(e.Index * Hash32.Size, Hash32.Size)));
    }

    private void Push(int level, Hash32 hash, List<TileContent> full)
    {
        if (level == _levels.Count)
        {
            _levels.Add(new Tile());
        }

        var tile = _levels[level];
        hash.WriteTo(tile.Hashes.AsSpan(tile.Width * Hash32.Size));
        tile.Width++;
        tile.HasGrown = true;
        if (tile.Width == TilePath.Full)
        {
            full.Add(new TileContent(new TilePath(level, TilePath.Count(Size, level) / TilePath.Full, TilePath.Full), [.. tile.Hashes]));
            tile.Width = 0;
            Push(level + 1, MerkleTree.CompleteRoot(tile.Hashes), full);
        }
    }

    private sealed class Tile
    {
        public byte[] Hashes { get; init; } = new byte[TilePath.Full * Hash32.Size];

        public int Width { get; set; }

        public bool HasGrown { get; set; }
    }
}
