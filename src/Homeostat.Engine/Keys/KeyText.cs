using System.Text;

namespace Homeostat.Engine.Keys;

/// <summary>Files that hold keys, of whatever kind: readable by their owner only, never overwritten, bounded.</summary>
public static class KeyText
{
    private const int MaxBytes = 64 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>To be asked before the work of sealing a key.</summary>
    /// <exception cref="KeyFileException">The file is there already.</exception>
    public static void RequireNew(string path)
    {
        if (File.Exists(path))
        {
            throw AlreadyThere(path);
        }
    }

    /// <summary>Writes a new file, whole or not at all; one that is there already is never touched.</summary>
    /// <exception cref="KeyFileException">It is there, or cannot be written.</exception>
    public static void Create(string path, string text)
    {
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            Write(draft, text);

            // Moving without overwriting looks first and moves then: of two at once both would succeed. The name is taken by
            // creating the file, which only one can; a crash in between leaves an empty one, never another's key.
            using (new FileStream(path, FileMode.CreateNew, FileAccess.Write))
            {
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (IOException e)
        {
            throw File.Exists(path) ? AlreadyThere(path) : new KeyFileException($"{path} cannot be written: {e.Message}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new KeyFileException($"{path} cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <exception cref="KeyFileException">It cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length > MaxBytes
                ? throw new KeyFileException($"{path} is larger than {MaxBytes / 1024} KiB: it is no keystore")
                : Encoding.UTF8.GetString(bytes, 0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static void Write(string draft, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(draft, options);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static KeyFileException AlreadyThere(string path) =>
        new($"{path} is there already: a key file is never overwritten; choose another name or move it away");
}
