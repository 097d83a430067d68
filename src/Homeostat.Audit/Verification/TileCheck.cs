using Homeostat.Audit.Files;
using Homeostat.Audit.Merkle;
using Homeostat.Audit.Notes;
using Homeostat.Ethereum;

namespace Homeostat.Audit.Verification;

/// <summary>
/// Holds the files of a log against each other: every entry against its leaf, every full tile against its hash one level
/// up, and the tiles that are not full against the signed root. A changed byte breaks at least one of these, and which
/// ones it breaks tells where it is.
/// </summary>
internal sealed class TileCheck(LogDirectory files, Checkpoint checkpoint, EntryCheck entries, Findings findings)
{
    private TilePath _parentPath;
    private byte[]? _parent;

    public void Run(CancellationToken cancellation)
    {
        var edgeFits = EdgeFits();
        for (var level = 0; TilePath.Count(checkpoint.Size, level) > 0; level++)
        {
            var last = (TilePath.Count(checkpoint.Size, level) - 1) / TilePath.Full;
            for (var index = 0UL; index <= last && !findings.IsFull; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                var path = TilePath.Of(checkpoint.Size, level, index);
                if (Tile(path) is { } tile)
                {
                    Check(path, tile, edgeFits);
                }
                else if (level == 0)
                {
                    entries.Check(path, null);
                }
            }
        }

        if (!edgeFits && findings.All.IsEmpty)
        {
            findings.Add(
                LogDirectory.CheckpointName,
                $"tiles and entries agree with each other and not with the signed root {Convert.ToBase64String(checkpoint.Root.ToBytes())}: the log was rewritten, or the checkpoint is of another one");
        }
    }

    private void Check(TilePath path, byte[] tile, bool edgeFits)
    {
        var root = path.IsFull ? MerkleTree.CompleteRoot(tile) : default;
        var fits = path.IsFull ? Parent(path) is not { } parent || root == parent : edgeFits;
        if (path.Level == 0)
        {
            entries.Check(path, new Leaves(tile, fits));
        }

        if (path.IsFull && !fits && !findings.IsSuspect(path.ToString()))
        {
            var at = (int)(path.Index % TilePath.Full) * Hash32.Size;
            findings.Add(_parentPath.ToString(), $"byte {at + EntryCheck.FirstDifference(_parent.AsSpan(at, Hash32.Size), root.ToBytes())} differs from the hash of {path}");
        }
    }

    /// <summary>The hash one level up; null if that cannot be read, which is found when its level is reached.</summary>
    private Hash32? Parent(TilePath child)
    {
        var path = TilePath.Of(checkpoint.Size, child.Level + 1, child.Index / TilePath.Full);
        if (path != _parentPath || _parent is null)
        {
            _parent = files.Read(path);
            _parentPath = path;
        }

        return _parent?.Length == path.MaxBytes
            ? new Hash32(_parent.AsSpan((int)(child.Index % TilePath.Full) * Hash32.Size, Hash32.Size))
            : null;
    }

    private byte[]? Tile(TilePath path)
    {
        var bytes = files.Read(path);
        if (bytes?.Length == path.MaxBytes)
        {
            return bytes;
        }

        var length = bytes?.Length > path.MaxBytes ? "more" : $"{bytes?.Length}";
        findings.Add(path.ToString(), bytes is null ? "is missing" : $"has {length} bytes, {path.MaxBytes} are due");
        return null;
    }

    private bool EdgeFits()
    {
        try
        {
            return RightEdge.Load(checkpoint.Size, path => path.Level == TilePath.Entries ? [] : Exact(path)).Root() == checkpoint.Root;
        }
        catch (NoteFormatException)
        {
            return false;
        }
    }

    private byte[] Exact(TilePath path) => files.Read(path) is { } bytes && bytes.Length == path.MaxBytes
        ? bytes
        : throw new NoteFormatException($"{path} is not there as a whole");
}
