using System.Collections.Immutable;
using Homeostat.Core.Fusion;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Files;

namespace Homeostat.Cli.Drill;

/// <summary>From what the user named to scenarios and settings.</summary>
internal static class DrillFiles
{
    /// <summary>What is played when nothing is named: a minute's worth of attacks and a crash. Everything is <c>--all</c>.</summary>
    private static readonly string[] Ordinary =
        ["curie-genuine-crash", "curie-mark-manipulation", "curie-oracle-manipulation", "curie-rogue-upgrade"];

    /// <summary>Everything in the repository's scenarios, of every protocol.</summary>
    /// <exception cref="FilesException">All that is wrong with all of them.</exception>
    public static ImmutableArray<Scenario> All(Checkout checkout) => ScenarioFile.LoadAll(checkout.Scenarios, ScenarioSurroundings.Of(checkout));

    /// <summary>Every named scenario, a slug of the repository's or a path; the ordinary ones when none is named.</summary>
    /// <exception cref="FilesException">All that is wrong with all of them.</exception>
    public static ImmutableArray<Scenario> Scenarios(Checkout checkout, IReadOnlyList<string> named)
    {
        var surroundings = ScenarioSurroundings.Of(checkout);
        if (named.Count == 0)
        {
            named = Ordinary;
        }

        var unknown = named.Where(n => Find(checkout, n) is null).Select(n => Unknown(checkout, n)).ToImmutableArray();
        if (!unknown.IsEmpty)
        {
            throw new FilesException(unknown);
        }

        var directories = named.Select(n => Find(checkout, n)!).DistinctBy(Path.GetFullPath);
        var scenarios = directories.SelectMany(d => ScenarioFile.LoadAll(d, surroundings)).DistinctBy(s => Path.GetFullPath(s.Directory)).ToImmutableArray();
        var twice = scenarios.GroupBy(s => s.Slug).Where(g => g.Skip(1).Any()).Select(Twice).ToImmutableArray();
        return twice.IsEmpty ? scenarios : throw new FilesException(twice);
    }

    public static async Task<DrillSettings> SettingsAsync(Checkout checkout, Calibration calibration, Action<string> say, CancellationToken cancellation)
    {
        await NpmPackages.EnsureAsync(checkout, say, cancellation).ConfigureAwait(false);
        return new DrillSettings(
            checkout,
            new SolidityCompiler(checkout),
            PolicyFile.Load(Path.Combine(checkout.Config, "policy.yaml")),
            calibration,
            NetworkFile.Load(Path.Combine(checkout.Config, "networks", "devnet.yaml")));
    }

    public static string CalibrationPath(Checkout checkout) => Path.Combine(checkout.Config, "calibration.json");

    private static string? Find(Checkout checkout, string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        if (Directory.Exists(name))
        {
            return name;
        }

        if (File.Exists(name) && Path.GetFileName(name) == ScenarioFile.FileName)
        {
            return Path.GetDirectoryName(Path.GetFullPath(name));
        }

        var own = Path.Combine(checkout.Scenarios, name);
        return Path.GetFileName(name) == name && Directory.Exists(own) ? own : null;
    }

    private static FileProblem Unknown(Checkout checkout, string name)
    {
        var known = Directory.GetDirectories(checkout.Scenarios)
            .Where(d => File.Exists(Path.Combine(d, ScenarioFile.FileName)))
            .Select(d => Path.GetFileName(d))
            .Order(StringComparer.Ordinal)
            .ToList();
        var near = Nearest.To(name, known) is { } meant ? $" (did you mean {meant}?)" : "";
        return new FileProblem(
            new FilePlace(name, 0, 0),
            "",
            null,
            $"is neither a scenario of this repository nor a directory{near}",
            $"{string.Join(", ", known)}, or a directory with a {ScenarioFile.FileName}");
    }

    private static FileProblem Twice(IGrouping<string, Scenario> same) => new(
        new FilePlace(Path.Combine(same.Last().Directory, ScenarioFile.FileName), 0, 0),
        "slug",
        same.Key,
        $"is also that of {same.First().Directory}; each slug once",
        null);
}
