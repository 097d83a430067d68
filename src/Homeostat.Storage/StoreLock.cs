using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>
/// Holds a stream's only right to write, in a file beside the store. The operating system lets go of it when the
/// process ends, however it ends.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    public static StoreLock Take(string store, StreamKey stream, long streamId)
    {
        var path = $"{store}.writer-{streamId}";
        try
        {
            return new StoreLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held)
        {
            throw new StoreException(
                StoreFault.Locked, store, $"is being written for {stream} by another process, which holds {path}; stop it, or use another file", held);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new StoreException(StoreFault.Unavailable, store, $"cannot be locked: {path} may not be written by this user", refused);
        }
    }

    public void Dispose() => _file.Dispose();
}
