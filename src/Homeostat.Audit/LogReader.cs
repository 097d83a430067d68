using Homeostat.Audit.Files;
using Homeostat.Audit.Merkle;
using Homeostat.Audit.Notes;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Audit;

/// <summary>
/// Entries and proofs of a log as of one checkpoint. For one thread. Warning: what it hands out is what the files say;
/// whoever gets a proof verifies it, and <see cref="LogVerifier"/> verifies a whole directory.
/// </summary>
public sealed class LogReader
{
    private const int MaxCached = 64;

    private readonly LogDirectory _files;
    private readonly Dictionary<TilePath, byte[]> _cached = [];
    private readonly ProofBuilder _proofs;

    internal LogReader(LogDirectory files, Checkpoint checkpoint)
    {
        _files = files;
        Checkpoint = checkpoint;
        _proofs = new ProofBuilder(Complete);
    }

    public Checkpoint Checkpoint { get; }

    /// <exception cref="AuditLogException">It has no checkpoint that this key has signed.</exception>
    public static LogReader Open(string directory, VerifierKey key)
    {
        var files = new LogDirectory(directory, static _ => { });
        try
        {
            var note = files.Read(LogDirectory.CheckpointName, SignedNote.MaxBytes) ?? throw new AuditLogException($"{directory} has no checkpoint: it is no audit log");
            return new LogReader(files, Checkpoint.Open(note, key));
        }
        catch (NoteFormatException wrong)
        {
            throw new AuditLogException($"{Path.Combine(directory, LogDirectory.CheckpointName)}: {wrong.Message}", wrong);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditLogException($"{directory} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The key that a directory says it is signed with, which proves nothing about whose it is.</summary>
    /// <exception cref="AuditLogException">It says none.</exception>
    public static VerifierKey KeyOf(string directory)
    {
        var path = Path.Combine(directory, LogDirectory.KeyName);
        try
        {
            var bytes = new LogDirectory(directory, static _ => { }).Read(LogDirectory.KeyName, SignedNote.MaxBytes)
                ?? throw new AuditLogException($"{path} is missing: it is no audit log, or the key must be given");
            var text = NoteText.Decode(bytes, "the file");
            return text.EndsWith('\n') ? VerifierKey.Parse(text[..^1]) : throw new NoteFormatException("the file does not end with a newline");
        }
        catch (NoteFormatException wrong)
        {
            throw new AuditLogException($"{path}: {wrong.Message}", wrong);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditLogException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="AuditLogException">The bundle is missing or damaged.</exception>
    public byte[] Entry(ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Checkpoint.Size);
        var path = TilePath.Of(Checkpoint.Size, TilePath.Entries, index / TilePath.Full);
        var bundle = Read(path);
        var (entries, _) = EntryBundle.Split(bundle, path.Width);
        var at = (int)(index % TilePath.Full);
        return at < entries.Count ? bundle[entries[at]] : throw new AuditLogException($"{Full(path)} ends before entry {index}");
    }

    /// <summary>Proves that the entry is in the tree of the checkpoint.</summary>
    /// <exception cref="AuditLogException">A tile is missing or damaged.</exception>
    public IReadOnlyList<Hash32> Inclusion(ulong index) => _proofs.Inclusion(index, Checkpoint.Size);

    /// <summary>Proves that the tree of the checkpoint begins with the smaller one.</summary>
    /// <exception cref="AuditLogException">A tile is missing or damaged.</exception>
    public IReadOnlyList<Hash32> Consistency(ulong size) => _proofs.Consistency(size, Checkpoint.Size);

    /// <summary>Root over the first entries.</summary>
    /// <exception cref="AuditLogException">A tile is missing or damaged.</exception>
    public Hash32 Root(ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Checkpoint.Size);
        return _proofs.Root(size);
    }

    private Hash32 Complete(int height, ulong start)
    {
        var level = Math.Min(height / 8, TilePath.MaxLevel);
        var hashes = 1 << (height - (8 * level));
        var first = start >> (8 * level);
        var path = TilePath.Of(Checkpoint.Size, level, first / TilePath.Full);
        var tile = Read(path);
        var at = (int)(first % TilePath.Full) * Hash32.Size;
        return at + (hashes * Hash32.Size) <= tile.Length
            ? MerkleTree.CompleteRoot(tile.AsSpan(at, hashes * Hash32.Size))
            : throw new AuditLogException($"{Full(path)} has {tile.Length} bytes, not {path.Width * Hash32.Size}");
    }

    private byte[] Read(TilePath path)
    {
        if (_cached.TryGetValue(path, out var cached))
        {
            return cached;
        }

        try
        {
            var bytes = _files.Read(path) ?? throw new AuditLogException($"{Full(path)} is missing");
            if (_cached.Count == MaxCached)
            {
                _cached.Clear();
            }

            return _cached[path] = bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditLogException($"{Full(path)} cannot be read: {e.Message}", e);
        }
    }

    private string Full(TilePath path) => Path.Combine(_files.Path, path.ToString());
}
