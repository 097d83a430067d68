using Homeostat.Core.Chain;
using Homeostat.Engine.Archive;
using Homeostat.Tests.Core;

namespace Homeostat.Tests.Archive;

/// <summary>A directory for archives, gone with the test.</summary>
internal sealed class ArchiveFolder : IDisposable
{
    public static readonly ArchiveHeader Header = new("devnet", 31337, Sample.Configuration(11));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("homeostat-archive-");

    public string Path(string name = "run.hsa") => System.IO.Path.Combine(_directory.FullName, name);

    /// <param name="perGroup">Inputs per group; 0 leaves it to the writer.</param>
    public string Write(IEnumerable<Input> inputs, int perGroup, bool close)
    {
        using var writer = ArchiveWriter.Create(Path(), Header);
        var count = 0;
        foreach (var input in inputs)
        {
            writer.Append(input);
            if (perGroup > 0 && ++count % perGroup == 0)
            {
                writer.WriteGroup();
            }
        }

        if (close)
        {
            writer.Close();
        }

        return Path();
    }

    /// <summary>What can be read before something is found wrong, and what that was.</summary>
    public static (List<string> Inputs, string? Wrong) Read(string path)
    {
        var inputs = new List<string>();
        try
        {
            using var reader = ArchiveReader.Open(path);
            foreach (var input in reader.Read())
            {
                inputs.Add(RandomInputs.Exactly(input));
            }

            return (inputs, reader.Tail.Warning);
        }
        catch (ArchiveException damaged)
        {
            return (inputs, damaged.Message);
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
