using System.Text;
using Homeostat.Audit.Files;
using Homeostat.Audit.Notes;
using Homeostat.Core.Ports;

namespace Homeostat.Audit;

/// <summary>A log at its newest checkpoint, begun if it is new. What an interrupted write left beyond that goes.</summary>
internal static class LogOpening
{
    private static readonly string[] BeforeTheFirst =
        [LogDirectory.LockName, LogDirectory.KeyName, LogDirectory.KeyName + LogDirectory.DraftSuffix, LogDirectory.CheckpointName + LogDirectory.DraftSuffix];

    /// <summary>The only right to write; the operating system lets go of it when the process ends, however it ends.</summary>
    public static FileStream Lock(string directory)
    {
        var path = Path.Combine(directory, LogDirectory.LockName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new AuditLogException($"{directory} is being written by another process, which holds {path}; stop it, or use another directory", held);
        }
    }

    public static (RightEdge Edge, AuditCheckpoint Latest) Open(LogDirectory files, SigningKey key)
    {
        if (!files.Exists(LogDirectory.CheckpointName))
        {
            Begin(files, key);
        }

        if (LogReader.KeyOf(files.Path) is var written && !written.Equals(key.Verifier))
        {
            throw new AuditLogException($"{files.Path} is a log of {written}; the key given is {key.Verifier}");
        }

        var note = files.Read(LogDirectory.CheckpointName, SignedNote.MaxBytes)!;
        var opened = Load(files, note, key);
        opened = Newer(files, key, opened.Latest) ?? opened;
        for (var level = TilePath.Entries; level <= TilePath.MaxLevel; level++)
        {
            files.DiscardBeyond(TilePath.Edge(opened.Latest.Size, level));
        }

        return opened;
    }

    private static void Begin(LogDirectory files, SigningKey key)
    {
        var others = Directory.EnumerateFileSystemEntries(files.Path).Select(Path.GetFileName).Except(BeforeTheFirst).ToList();
        if (others.Count > 0)
        {
            throw new AuditLogException(
                $"{files.Path} has no checkpoint but holds {others[0]}: a log is only begun in an empty directory; if this is one, restore its file checkpoint");
        }

        files.Write(LogDirectory.KeyName, Encoding.UTF8.GetBytes($"{key.Verifier}\n"));
        files.Write(LogDirectory.CheckpointName, Encoding.UTF8.GetBytes(Checkpoint.Sign(0, Merkle.MerkleTree.EmptyRoot, key)));
        files.SyncNames();
    }

    /// <summary>
    /// A signed checkpoint that a crash kept from getting its name. All that it covers was durable before, and a log may
    /// never sign another future than one that it has signed, so it is taken up.
    /// </summary>
    private static (RightEdge Edge, AuditCheckpoint Latest)? Newer(LogDirectory files, SigningKey key, AuditCheckpoint latest)
    {
        const string Draft = LogDirectory.CheckpointName + LogDirectory.DraftSuffix;
        if (files.Read(Draft, SignedNote.MaxBytes) is not { } note)
        {
            return null;
        }

        try
        {
            var newer = Load(files, note, key);
            if (newer.Latest.Size > latest.Size)
            {
                files.Rename(LogDirectory.CheckpointName);
                files.SyncNames();
                return newer;
            }
        }
        catch (AuditLogException)
        {
            // Written in part: it was never whole, so nobody has seen it.
        }

        files.Discard(Draft);
        return null;
    }

    private static (RightEdge Edge, AuditCheckpoint Latest) Load(LogDirectory files, byte[] note, SigningKey key)
    {
        try
        {
            var checkpoint = Checkpoint.Open(note, key.Verifier);
            var edge = RightEdge.Load(checkpoint.Size, path => Edge(files, path));
            return edge.Root() == checkpoint.Root && edge.BundleFits()
                ? (edge, new AuditCheckpoint(checkpoint.Size, checkpoint.Root, Encoding.UTF8.GetString(note)))
                : throw new AuditLogException($"{files.Path} does not hold what its checkpoint says; `homeostat audit verify {files.Path}` says where");
        }
        catch (NoteFormatException wrong)
        {
            throw new AuditLogException($"{Path.Combine(files.Path, LogDirectory.CheckpointName)}: {wrong.Message}", wrong);
        }
    }

    private static byte[] Edge(LogDirectory files, TilePath path)
    {
        var bytes = files.Read(path)
            ?? throw new AuditLogException($"{Path.Combine(files.Path, path.ToString())} is missing, which the checkpoint covers; restore it from a copy");
        return path.Level == TilePath.Entries || bytes.Length == path.MaxBytes
            ? bytes
            : throw new AuditLogException($"{Path.Combine(files.Path, path.ToString())} has {bytes.Length} bytes, not {path.MaxBytes}; restore it from a copy");
    }
}
