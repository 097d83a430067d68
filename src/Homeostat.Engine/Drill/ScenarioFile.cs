using System.Collections.Immutable;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>What a scenario may refer to outside its own directory.</summary>
/// <param name="SeriesDirectory">Price series shared by all scenarios; null for none.</param>
/// <param name="BreakersDirectory">Breaker files shared by all scenarios; null for none.</param>
/// <param name="Protocols">What can be deployed.</param>
public sealed record ScenarioSurroundings(string? SeriesDirectory, string? BreakersDirectory, ImmutableArray<ProtocolNames> Protocols)
{
    /// <summary>Those of the repository.</summary>
    public static ScenarioSurroundings Of(Checkout checkout) =>
        new(Path.Combine(checkout.Scenarios, "series"), Path.Combine(checkout.Config, "breakers"), [ProtocolNames.Curie]);
}

/// <summary>Loads scenario directories: <c>scenario.yaml</c>, its Solidity sources, and its price series if not a shared one.</summary>
public static class ScenarioFile
{
    public const string Schema = "homeostat/scenario/v1";

    public const string FileName = "scenario.yaml";

    /// <exception cref="FilesException">It cannot be played; all reasons at once.</exception>
    public static Scenario Load(string directory, ScenarioSurroundings surroundings)
    {
        var problems = new FileProblems();
        var scenario = new ScenarioReader(directory, surroundings, problems).Read();
        problems.ThrowIfAny();
        return scenario;
    }

    /// <summary>
    /// The scenario in a directory, or if it holds none itself, those in its subdirectories, by name.
    /// </summary>
    /// <exception cref="FilesException">One of them cannot be played; all reasons in all of them at once.</exception>
    public static ImmutableArray<Scenario> LoadAll(string directory, ScenarioSurroundings surroundings)
    {
        var problems = new FileProblems();
        var scenarios = ImmutableArray.CreateBuilder<Scenario>();
        foreach (var found in Find(directory, problems))
        {
            var scenario = new ScenarioReader(found, surroundings, problems).Read();
            var place = new FilePlace(Path.Combine(found, FileName), 0, 0);
            if (scenarios.FirstOrDefault(s => s.Slug == scenario.Slug && s.Slug.Length > 0) is { } other)
            {
                problems.Add(place, "slug", scenario.Slug, $"is also that of {other.Directory}; each slug once", null);
            }

            scenarios.Add(scenario);
        }

        problems.ThrowIfAny();
        return scenarios.DrainToImmutable();
    }

    private static List<string> Find(string directory, FileProblems problems)
    {
        if (File.Exists(Path.Combine(directory, FileName)))
        {
            return [directory];
        }

        List<string> found = Directory.Exists(directory)
            ? [.. Directory.GetDirectories(directory).Where(d => File.Exists(Path.Combine(d, FileName))).Order(StringComparer.Ordinal)]
            : [];
        if (found.Count == 0)
        {
            var what = Directory.Exists(directory) ? $"holds no {FileName}, nor does a directory in it" : "does not exist";
            problems.Add(new FilePlace(directory, 0, 0), "", null, what, $"a directory with a {FileName}");
        }

        return found;
    }
}
