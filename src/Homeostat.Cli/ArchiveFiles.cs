using Homeostat.Engine.Archive;

namespace Homeostat.Cli;

/// <summary>Archives that a user names.</summary>
internal static class ArchiveFiles
{
    /// <exception cref="UsageException">It cannot be opened.</exception>
    /// <exception cref="ArchiveException">It is no archive, or damaged.</exception>
    public static ArchiveReader Open(string path)
    {
        try
        {
            return ArchiveReader.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"{path} cannot be opened: {(Directory.Exists(path) ? "it is a directory" : e.Message)}");
        }
    }
}
