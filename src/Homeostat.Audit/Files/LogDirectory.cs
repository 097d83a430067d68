namespace Homeostat.Audit.Files;

/// <summary>
/// A log's files. Each is written under another name and then renamed, so that what is there is whole, and what a
/// checkpoint covers is never opened for writing.
/// </summary>
/// <param name="onStep">Told before each change of the disk; tests stop there.</param>
internal sealed class LogDirectory(string path, Action<string> onStep)
{
    public const string CheckpointName = "checkpoint";
    public const string KeyName = "vkey";
    public const string LockName = "lock";
    public const string DraftSuffix = ".next";

    private readonly HashSet<string> _unsynced = new(StringComparer.Ordinal);

    public string Path => path;

    public void Make() => MakeDirectory(System.IO.Path.GetFullPath(path));

    public bool Exists(string name) => File.Exists(Full(name));

    /// <summary>Null if it is not there. One byte more than allowed if it is longer.</summary>
    public byte[]? Read(string name, int maxBytes)
    {
        try
        {
            using var file = new FileStream(Full(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var bytes = new byte[Math.Min(file.Length, maxBytes) + 1];
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// A tile or bundle as long as its path says; null if it is not there. A narrower form that was removed after its
    /// tile became full is the beginning of that.
    /// </summary>
    public byte[]? Read(TilePath path)
    {
        var bytes = Read(path.ToString(), path.MaxBytes);
        if (bytes is not null || path.IsFull)
        {
            return bytes;
        }

        var full = path with { Width = TilePath.Full };
        return Read(full.ToString(), full.MaxBytes) is { } whole ? whole[..path.LengthIn(whole)] : null;
    }

    /// <summary>Its content is durable on return, its name after <see cref="SyncNames"/>.</summary>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        var draft = Full(name + DraftSuffix);
        onStep($"create {name}");
        MakeDirectory(System.IO.Path.GetDirectoryName(draft)!);
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            onStep($"write {name}");
            file.Write(content);
            onStep($"sync {name}");
            file.Flush(flushToDisk: true);
        }

        Rename(name);
    }

    /// <summary>Gives a draft its name.</summary>
    public void Rename(string name)
    {
        onStep($"rename {name}");
        File.Move(Full(name + DraftSuffix), Full(name), overwrite: true);
        _unsynced.Add(System.IO.Path.GetDirectoryName(Full(name))!);
    }

    public void SyncNames()
    {
        foreach (var directory in _unsynced)
        {
            onStep($"sync {directory}");
            DirectorySync.Sync(directory);
        }

        _unsynced.Clear();
    }

    /// <summary>Removes what is not needed any more. What cannot be removed harms nobody.</summary>
    public void Discard(string name)
    {
        onStep($"discard {name}");
        try
        {
            if (Directory.Exists(Full(name)))
            {
                Directory.Delete(Full(name), recursive: true);
            }
            else
            {
                File.Delete(Full(name));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>
    /// Removes wider forms of a tile, and drafts, that interrupted writes have left: the tree could go on otherwise, and
    /// they would then contradict it.
    /// </summary>
    public void DiscardBeyond(TilePath tile)
    {
        if (!Directory.Exists(Full(tile.PartialDirectory)))
        {
            return;
        }

        foreach (var name in Directory.GetFiles(Full(tile.PartialDirectory)).Select(f => $"{tile.PartialDirectory}/{System.IO.Path.GetFileName(f)}"))
        {
            if (TilePath.Parse(name) is not { } path || path.Width > tile.Width)
            {
                Discard(name);
            }
        }
    }

    private void MakeDirectory(string directory)
    {
        if (Directory.Exists(directory))
        {
            return;
        }

        var parent = System.IO.Path.GetDirectoryName(directory)!;
        MakeDirectory(parent);
        Directory.CreateDirectory(directory);
        _unsynced.Add(parent);
    }

    private string Full(string name) => System.IO.Path.Combine(System.IO.Path.GetFullPath(path), name);
}
