using Homeostat.Audit.Files;
using Homeostat.Audit.Notes;
using Homeostat.Audit.Verification;
using Homeostat.Core.Ports;

namespace Homeostat.Audit;

/// <summary>
/// Verifies a log from its files alone: signature, every tile, every entry, every revealed fact, and on request that it
/// begins with what an earlier checkpoint says. Any changed byte of any file is found. Warning: without a key from
/// elsewhere it shows that the files belong together, not whose they are; without an earlier checkpoint, not that
/// nothing was cut off or rewritten by whoever has the key.
/// </summary>
public static class LogVerifier
{
    // A log that is being written gets a new checkpoint now and then, and loses tiles that became full.
    private const int Attempts = 3;

    /// <param name="key">Null: the one that the directory names.</param>
    /// <param name="from">An earlier checkpoint, kept elsewhere; null if there is none.</param>
    /// <exception cref="AuditLogException">The directory cannot be read, or is no log at all.</exception>
    public static LogReport Verify(string directory, VerifierKey? key, byte[]? from, CancellationToken cancellation)
    {
        var files = new LogDirectory(directory, static _ => { });
        if (!files.Exists(LogDirectory.CheckpointName) && !files.Exists(LogDirectory.KeyName))
        {
            throw new AuditLogException($"{directory} holds neither a checkpoint nor a key: it is no audit log");
        }

        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var before = files.Read(LogDirectory.CheckpointName, SignedNote.MaxBytes);
                var report = Once(files, before, key, from, cancellation);
                if (report.IsVerified || attempt == Attempts || before.AsSpan().SequenceEqual(files.Read(LogDirectory.CheckpointName, SignedNote.MaxBytes)))
                {
                    return report;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditLogException($"{directory} cannot be read: {e.Message}", e);
        }
    }

    private static LogReport Once(LogDirectory files, byte[]? note, VerifierKey? key, byte[]? from, CancellationToken cancellation)
    {
        var findings = new Findings();
        key = Key(files, key, findings);
        if (key is null || Opened(LogDirectory.CheckpointName, note, key, findings) is not { } checkpoint)
        {
            return new LogReport(key, null, findings.All, findings.Remarks, 0, 0);
        }

        foreach (var other in checkpoint.Others)
        {
            findings.Remark(LogDirectory.CheckpointName, $"is also signed by {other}, which was not checked");
        }

        var reader = new LogReader(files, checkpoint);
        var entries = new EntryCheck(files, reader, findings);
        new TileCheck(files, checkpoint, entries, findings).Run(cancellation);
        new StrayCheck(files, checkpoint, findings).Run(cancellation);
        if (from is not null && findings.All.IsEmpty)
        {
            CheckBeginning(reader, from, key, findings);
        }

        return new LogReport(key, checkpoint, findings.All, findings.Remarks, entries.Embargoed, entries.Revealed);
    }

    private static VerifierKey? Key(LogDirectory files, VerifierKey? given, Findings findings)
    {
        if (given is not null && !files.Exists(LogDirectory.KeyName))
        {
            findings.Remark(LogDirectory.KeyName, "is not there, as in logs of other programs");
            return given;
        }

        try
        {
            var written = LogReader.KeyOf(files.Path);
            if (given is not null && !given.Equals(written))
            {
                findings.Add(LogDirectory.KeyName, $"names {written}, not the key that was given");
            }

            return given ?? written;
        }
        catch (AuditLogException wrong)
        {
            findings.Add(LogDirectory.KeyName, wrong.Message);
            return given;
        }
    }

    private static Checkpoint? Opened(string name, byte[]? note, VerifierKey key, Findings findings)
    {
        try
        {
            return Checkpoint.Open(note ?? throw new NoteFormatException("is missing"), key);
        }
        catch (NoteFormatException wrong)
        {
            findings.Add(name, wrong.Message);
            return null;
        }
    }

    private static void CheckBeginning(LogReader reader, byte[] from, VerifierKey key, Findings findings)
    {
        const string Name = "the earlier checkpoint";
        if (Opened(Name, from, key, findings) is not { } earlier)
        {
            return;
        }

        if (earlier.Size > reader.Checkpoint.Size)
        {
            findings.Add(LogDirectory.CheckpointName, $"covers {reader.Checkpoint.Size} entries, the earlier one {earlier.Size}: the log was cut or set back");
        }
        else if (reader.Root(earlier.Size) != earlier.Root)
        {
            findings.Add(Name, $"signs other first {earlier.Size} entries than are in the log: the log was rewritten");
        }
    }
}
