using System.Runtime.CompilerServices;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Files;

namespace Homeostat.Tests.Drill;

/// <summary>A copy of the sample scenario that a test may spoil, and the names that its protocol is said to export.</summary>
internal sealed class ScenarioDirectory : IDisposable
{
    public static ProtocolNames Curie { get; } =
        ProtocolNames.Curie with { Exports = ["base_token", "clearing_house", "market_registry", "vault"] };

    public ScenarioDirectory()
    {
        Directory.CreateDirectory(Path);
        foreach (var file in Directory.GetFiles(Fixture))
        {
            File.Copy(file, At(System.IO.Path.GetFileName(file)));
        }
    }

    public static string Repository { get; } = FindRepository();

    public static string Series => System.IO.Path.Combine(Repository, "scenarios", "series");

    public static string Breakers => System.IO.Path.Combine(Repository, "config", "breakers");

    public string Path { get; } = Directory.CreateTempSubdirectory("homeostat-scenario-").FullName + "/it";

    public string At(string file) => System.IO.Path.Combine(Path, file);

    public string Text => File.ReadAllText(At("scenario.yaml"));

    /// <summary>Must occur exactly once, so that a test cannot spoil another place than it means.</summary>
    public ScenarioDirectory With(string old, string replacement)
    {
        Assert.Equal(2, Text.Split(old).Length);
        File.WriteAllText(At("scenario.yaml"), Text.Replace(old, replacement, StringComparison.Ordinal));
        return this;
    }

    public Scenario Load() => ScenarioFile.Load(Path, new ScenarioSurroundings(Series, Breakers, [Curie]));

    /// <summary>One line per problem, without the directory's name.</summary>
    public string Problems() =>
        Assert.Throws<FilesException>(Load).Message.Replace(Path + "/", "", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);

    private static string Fixture => System.IO.Path.Combine(Repository, "tests", "Homeostat.Tests", "Drill", "Fixtures", "mark-manipulation");

    private static string FindRepository([CallerFilePath] string here = "")
    {
        var at = new DirectoryInfo(System.IO.Path.GetDirectoryName(here)!);
        while (at is not null && !File.Exists(System.IO.Path.Combine(at.FullName, "Homeostat.slnx")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException($"no Homeostat.slnx above {here}");
    }
}
