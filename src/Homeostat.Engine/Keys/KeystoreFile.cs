using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Keystores;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Engine.Keys;

/// <summary>Keys in password-protected files (Web3 secret storage version 3), readable by their owner only.</summary>
public static class KeystoreFile
{
    private const int MaxBytes = 64 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a new file, whole or not at all; one that is there already is never touched.</summary>
    /// <exception cref="KeyFileException">It is there, or cannot be written.</exception>
    public static void Create(string path, PrivateKey key, ReadOnlySpan<byte> password, KeystoreCost cost)
    {
        if (File.Exists(path))
        {
            throw AlreadyThere(path);
        }

        var text = KeystoreWriter.Encrypt(key, password, cost);
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

    /// <exception cref="KeyFileException">It cannot be read, is no keystore, or the password is wrong.</exception>
    public static PrivateKey Open(string path, ReadOnlySpan<byte> password)
    {
        var text = ReadText(path);
        try
        {
            return Keystore.Decrypt(text, password);
        }
        catch (EthereumFormatException wrong)
        {
            throw new KeyFileException($"{path}: {wrong.Message}", wrong);
        }
    }

    /// <summary>The account that the file says it is for; null when it does not say. Needs no password and proves nothing.</summary>
    /// <exception cref="KeyFileException">It cannot be read, or is no keystore.</exception>
    public static Address? AddressOf(string path)
    {
        var text = ReadText(path);
        try
        {
            return Keystore.AddressOf(text);
        }
        catch (EthereumFormatException wrong)
        {
            throw new KeyFileException($"{path}: {wrong.Message}", wrong);
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

    private static string ReadText(string path)
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

    private static KeyFileException AlreadyThere(string path) =>
        new($"{path} is there already: a key file is never overwritten; choose another name or move it away");
}

/// <summary>A key file cannot be used; the message names it and holds nothing secret.</summary>
public sealed class KeyFileException(string message, Exception? inner = null) : Exception(message, inner);
