using System.Text;
using Homeostat.Audit.Embargo;
using Homeostat.Audit.Files;
using Homeostat.Audit.Merkle;
using Homeostat.Audit.Notes;
using Homeostat.Core.Ports;

namespace Homeostat.Audit;

/// <summary>
/// The audit log in a directory: C2SP tlog-tiles, with signed checkpoints. A checkpoint is written after all that it
/// covers is durable and takes its name in one rename, so a log is always at one of its checkpoints.
/// </summary>
public sealed class AuditLog : IAuditLog
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _committing = new(1);
    private readonly FileStream _lock;
    private readonly LogDirectory _files;
    private readonly SigningKey _key;
    private readonly long _maxPendingBytes;

    /// <summary>Entries after their leaf prefix, from <see cref="Latest"/>'s size on.</summary>
    private readonly List<byte[]> _pending = [];
    private long _pendingBytes;
    private RightEdge _edge;
    private AuditCheckpoint _latest;
    private bool _isDisposed;

    private AuditLog(FileStream held, LogDirectory files, SigningKey key, long maxPendingBytes, RightEdge edge, AuditCheckpoint latest)
    {
        (_lock, _files, _key, _maxPendingBytes, _edge, _latest) = (held, files, key, maxPendingBytes, edge, latest);
    }

    public AuditCheckpoint Latest
    {
        get
        {
            lock (_gate)
            {
                return _latest;
            }
        }
    }

    /// <summary>Opens a log at its newest checkpoint, or begins one in an empty directory.</summary>
    /// <param name="key">The caller disposes of it, after the log.</param>
    /// <exception cref="AuditLogException">It is another's, damaged, in use, or cannot be read.</exception>
    public static AuditLog Open(AuditLogOptions options, SigningKey key) => Open(options, key, static _ => { });

    internal static AuditLog Open(AuditLogOptions options, SigningKey key, Action<string> onStep)
    {
        FileStream? held = null;
        try
        {
            var files = new LogDirectory(options.Directory, onStep);
            files.Make();
            held = LogOpening.Lock(options.Directory);
            var (edge, latest) = LogOpening.Open(files, key);
            return new AuditLog(held, files, key, options.MaxPendingBytes, edge, latest);
        }
        catch (Exception e)
        {
            held?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new AuditLogException($"{options.Directory} cannot be opened: {e.Message}", e);
            }

            throw;
        }
    }

    public ulong Append(ReadOnlySpan<byte> entry) => Commitment.IsReserved(entry)
        ? throw new ArgumentException($"an entry must not begin with {Commitment.Reserved}", nameof(entry))
        : Add(entry);

    public EmbargoOpening Embargo(ReadOnlySpan<byte> fact)
    {
        var salt = Commitment.NewSalt();
        return new EmbargoOpening(Add(Commitment.Entry(salt, fact)), salt, fact.ToArray());
    }

    public ulong Reveal(EmbargoOpening opening) => EntryAt(opening.Index) is { } entry && Commitment.IsOpenedBy(entry, opening)
        ? Add(Commitment.Reveal(opening))
        : throw new ArgumentException($"entry {opening.Index} is not the commitment that this opens", nameof(opening));

    public async Task<AuditCheckpoint> CheckpointAsync(CancellationToken cancellation)
    {
        await _committing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(Commit, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _committing.Release();
        }
    }

    /// <summary>Lets go of the directory. Entries without a checkpoint are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _committing.WaitAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _isDisposed = true;
        }

        _committing.Release();
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    internal ulong Add(ReadOnlySpan<byte> entry)
    {
        if (entry.Length is 0 or > EntryBundle.MaxEntryBytes)
        {
            throw new ArgumentException($"an entry has 1 to {EntryBundle.MaxEntryBytes} bytes, not {entry.Length}", nameof(entry));
        }

        var prefixed = new byte[entry.Length + 1];
        prefixed[0] = MerkleTree.LeafPrefix;
        entry.CopyTo(prefixed.AsSpan(1));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_pendingBytes + prefixed.Length > _maxPendingBytes)
            {
                throw new AuditLogException($"{_files.Path}: {_pending.Count} entries ({_pendingBytes} bytes) wait for a checkpoint, and no more than {_maxPendingBytes} bytes may");
            }

            _pending.Add(prefixed);
            _pendingBytes += prefixed.Length;
            return _latest.Size + (ulong)_pending.Count - 1;
        }
    }

    private byte[]? EntryAt(ulong index)
    {
        lock (_gate)
        {
            if (index >= _latest.Size)
            {
                return index - _latest.Size < (ulong)_pending.Count ? _pending[(int)(index - _latest.Size)][1..] : null;
            }
        }

        return LogReader.Open(_files.Path, _key.Verifier).Entry(index);
    }

    private AuditCheckpoint Commit()
    {
        List<byte[]> pending;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_pending.Count == 0)
            {
                return _latest;
            }

            pending = [.. _pending];
        }

        var edge = _edge.Copy();
        var full = new List<TileContent>();
        foreach (var entry in pending)
        {
            edge.Add(entry, full);
        }

        var checkpoint = Write(edge, full);
        lock (_gate)
        {
            _edge = edge;
            _latest = checkpoint;
            _pending.RemoveRange(0, pending.Count);
            _pendingBytes -= pending.Sum(e => (long)e.Length);
        }

        foreach (var tile in full)
        {
            // Every checkpoint that needed a narrower form finds it at the beginning of the full one.
            _files.Discard(tile.Path.PartialDirectory);
        }

        return checkpoint;
    }

    private AuditCheckpoint Write(RightEdge edge, List<TileContent> full)
    {
        try
        {
            foreach (var tile in full)
            {
                _files.Write(tile.Path.ToString(), tile.Bytes);
            }

            foreach (var tile in edge.Partial())
            {
                if (tile.Path.Index != TilePath.Edge(_edge.Size, tile.Path.Level).Index)
                {
                    // The tile begins here, so what is there of it is of a future that did not come.
                    _files.DiscardBeyond(tile.Path with { Width = 0 });
                }

                _files.Write(tile.Path.ToString(), tile.Bytes);
            }

            _files.SyncNames();
            var root = edge.Root();
            var note = Checkpoint.Sign(edge.Size, root, _key);
            _files.Write(LogDirectory.CheckpointName, Encoding.UTF8.GetBytes(note));
            _files.SyncNames();
            return new AuditCheckpoint(edge.Size, root, note);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditLogException($"{_files.Path}: no checkpoint over {edge.Size} entries could be written, they wait in memory: {e.Message}", e);
        }
    }
}
