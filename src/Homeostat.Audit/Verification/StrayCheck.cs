using Homeostat.Audit.Files;
using Homeostat.Audit.Notes;

namespace Homeostat.Audit.Verification;

/// <summary>
/// Looks at every file that is in the directory: narrower tiles of earlier checkpoints must be the beginning of what was
/// verified, what an interrupted write has left beyond the checkpoint is remarked, and nothing else may be there.
/// </summary>
internal sealed class StrayCheck(LogDirectory files, Checkpoint checkpoint, Findings findings)
{
    private static readonly string[] Known = [LogDirectory.CheckpointName, LogDirectory.KeyName];

    public void Run(CancellationToken cancellation) => Walk(new DirectoryInfo(files.Path), "", cancellation);

    private void Walk(DirectoryInfo directory, string prefix, CancellationToken cancellation)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = directory.GetFileSystemInfos();
        }
        catch (DirectoryNotFoundException)
        {
            // Removed by the log's writer, as what was left in it was needed no more.
            return;
        }

        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            var name = prefix + entry.Name;
            if (findings.IsFull)
            {
                return;
            }

            if (entry.LinkTarget is not null)
            {
                findings.Add(name, "is a link, which a log has none of");
            }
            else if (entry is DirectoryInfo below)
            {
                Walk(below, $"{name}/", cancellation);
            }
            else if (!Known.Contains(name))
            {
                Look(name, (FileInfo)entry);
            }
        }
    }

    private void Look(string name, FileInfo file)
    {
        var isDraft = name.EndsWith(LogDirectory.DraftSuffix, StringComparison.Ordinal);
        var plain = isDraft ? name[..^LogDirectory.DraftSuffix.Length] : name;
        if (name == LogDirectory.LockName && file.Length == 0)
        {
            return;
        }

        if (isDraft && (Known.Contains(plain) || TilePath.Parse(plain) is not null))
        {
            findings.Remark(name, "was left by an interrupted write; no checkpoint covers it");
        }
        else if (!isDraft && TilePath.Parse(plain) is { } path)
        {
            Look(name, path);
        }
        else
        {
            findings.Add(name, "is no file of a log");
        }
    }

    private void Look(string name, TilePath path)
    {
        var due = TilePath.Of(checkpoint.Size, path.Level, path.Index);
        if (path.Width > due.Width)
        {
            findings.Remark(name, "lies beyond the checkpoint, which does not cover it");
        }
        else if (path.Width < due.Width && files.Read(due) is { } whole && files.Read(name, due.MaxBytes) is { } part)
        {
            // The whole may be damaged itself, which is another finding.
            var length = path.LengthIn(whole);
            var same = part.AsSpan().CommonPrefixLength(whole.AsSpan(0, length));
            if (same < length || part.Length > length)
            {
                findings.Add(name, $"byte {same} is not as in {due}");
            }
        }
    }
}
