using System.Collections.Immutable;
using Homeostat.Core.Fusion;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Files;

namespace Homeostat.Cli.Drill;

/// <summary>From what the user named to scenarios and settings.</summary>
internal static class DrillFiles
{
    /// <summary>Every named scenario, a slug of the repository's or a path; the repository's own when none is named.</summary>
    /// <exception cref="FilesException">All that is wrong with all of them.</exception>
    public static ImmutableArray<Scenario> Scenarios(Checkout checkout, IReadOnlyList<string> named)
    {
        var surroundings = new ScenarioSurroundings(Path.Combine(checkout.Scenarios, "series"), [ProtocolNames.Curie]);
        if (named.Count == 0)
        {
            return ScenarioFile.LoadAll(checkout.Scenarios, surroundings);
        }

        var scenarios = ImmutableArray.CreateBuilder<Scenario>();
        foreach (var name in named)
        {
            var own = Path.Combine(checkout.Scenarios, name);
            scenarios.AddRange(ScenarioFile.LoadAll(!Directory.Exists(name) && Directory.Exists(own) ? own : name, surroundings));
        }

        return scenarios.DrainToImmutable();
    }

    public static async Task<DrillSettings> SettingsAsync(Checkout checkout, Calibration calibration, Action<string> say, CancellationToken cancellation)
    {
        await NpmPackages.EnsureAsync(checkout, say, cancellation).ConfigureAwait(false);
        return new DrillSettings(
            checkout,
            new SolidityCompiler(checkout),
            PolicyFile.Load(Path.Combine(checkout.Config, "policy.yaml")),
            calibration);
    }

    public static string CalibrationPath(Checkout checkout) => Path.Combine(checkout.Config, "calibration.json");
}
