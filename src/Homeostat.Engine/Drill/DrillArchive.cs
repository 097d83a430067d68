using System.Globalization;
using Homeostat.Engine.Archive;

namespace Homeostat.Engine.Drill;

/// <summary>A guarded run of a drill as an archive, which `homeostat replay` reads.</summary>
internal static class DrillArchive
{
    public const string Network = "devnet";

    /// <returns>The file; one of the same scenario and seed is replaced.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string Write(string directory, string scenario, long seed, GuardRecord guard)
    {
        var path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{scenario}-{seed}.hsa"));
        var unfinished = $"{path}.new";
        File.Delete(unfinished);
        using (var archive = ArchiveWriter.Create(unfinished, new ArchiveHeader(Network, guard.ChainId, guard.Configuration, RecordedLogs.Everything)))
        {
            foreach (var input in guard.Inputs)
            {
                archive.Append(input);
            }

            archive.Close();
        }

        File.Move(unfinished, path, overwrite: true);
        return path;
    }
}
