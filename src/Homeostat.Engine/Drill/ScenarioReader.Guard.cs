using System.Text.RegularExpressions;
using Homeostat.Engine.Files;
using Homeostat.Engine.Files.Breakers;

namespace Homeostat.Engine.Drill;

/// <summary>Who defends the protocol in the run with Homeostat.</summary>
internal sealed partial class ScenarioReader
{
    private static bool Guarded(Value? value) =>
        value is null || value.Choice(("engine", Watch.Guarded), ("none", Watch.Unguarded)) == Watch.Guarded;

    private BreakerPlan? Breaker(Value? value)
    {
        const string Allowed = "the name of a .yaml file in the scenario's directory or in config/breakers";
        if (value is null)
        {
            return null;
        }

        if (!BreakerPattern().IsMatch(value.Text()) || value.Text() == ScenarioFile.FileName)
        {
            value.Problem("is no name of a breaker file", Allowed);
            return null;
        }

        return Shared(value, _surroundings.BreakersDirectory, "*.yaml", Allowed) is { } path ? BreakerFile.Read(path, _problems) : null;
    }

    /// <summary>A file beside the scenario, else one of those that all scenarios share.</summary>
    private string? Shared(Value value, string? shared, string pattern, string allowed)
    {
        var name = value.Text();
        if (value.IsMissing || name.Length == 0)
        {
            return null;
        }

        if (File.Exists(Path.Combine(_directory, name)))
        {
            return FileInside(value, name, allowed);
        }

        if (shared is not null && File.Exists(Path.Combine(shared, name)))
        {
            return Path.Combine(shared, name);
        }

        var known = Known(_directory, pattern).Concat(shared is null ? [] : Known(shared, pattern)).ToList();
        var meant = Nearest.To(name, known);
        value.Problem(
            meant is null ? "does not exist" : $"does not exist; did you mean '{meant}'?",
            known.Count == 0 ? allowed : string.Join(", ", known));
        return null;
    }

    private static IEnumerable<string> Known(string directory, string pattern) => Directory.Exists(directory)
        ? Directory.GetFiles(directory, pattern).Select(f => Path.GetFileName(f)).Where(f => f != ScenarioFile.FileName).Order(StringComparer.Ordinal)
        : [];

    private void CheckGuard(Scenario scenario)
    {
        if (scenario.Guarded)
        {
            return;
        }

        if (!_file.Has("breaker"))
        {
            _problems.Add(_file.Place, "guard", "none", "leaves nobody to defend the protocol", "guard: none together with breaker");
        }

        if (scenario.Steps.Any(s => s is CommandStep or CallStep { Command: not null }))
        {
            _problems.Add(_file.Place, "guard", "none", "leaves nobody to hear a command", "steps without command");
        }

        foreach (var range in scenario.Expectations.Ranges.Where(r => r.Key == Measures.DecideBlocks))
        {
            _problems.Add(_file.Place, $"expect.{range.Key}", null, "measures a decision, and without an engine nobody decides", null);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\.yaml\z", RegexOptions.CultureInvariant)]
    private static partial Regex BreakerPattern();
}
