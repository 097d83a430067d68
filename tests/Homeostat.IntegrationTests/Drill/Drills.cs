using Homeostat.Core;
using Homeostat.Core.Fusion;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Drill.Reporting;
using Homeostat.Engine.Files;

namespace Homeostat.IntegrationTests.Drill;

/// <summary>The repository's own scenarios, played on real nodes.</summary>
internal static class Drills
{
    public static Checkout Checkout { get; } = Checkout.Find();

    public static Calibration Calibration { get; } = CalibrationFile.Load(Path.Combine(Checkout.Config, "calibration.json"));

    public static Scenario Scenario(string directory) =>
        ScenarioFile.Load(directory, ScenarioSurroundings.Of(Checkout));

    public static string Own(string slug) => Path.Combine(Checkout.Scenarios, slug);

    public static async Task<DrillSettings> SettingsAsync(Calibration calibration, CancellationToken cancellation)
    {
        await NpmPackages.EnsureAsync(Checkout, static _ => { }, cancellation);
        return new DrillSettings(
            Checkout,
            new SolidityCompiler(Checkout),
            PolicyFile.Load(Path.Combine(Checkout.Config, "policy.yaml")),
            calibration,
            NetworkFile.Load(Path.Combine(Checkout.Config, "networks", "devnet.yaml")));
    }

    public static async Task<ScenarioReport> PlayAsync(string directory, long seed, Calibration calibration, CancellationToken cancellation)
    {
        var settings = await SettingsAsync(calibration, cancellation);
        var report = await new DrillRunner(settings, new Silence()).RunAsync([Scenario(directory)], seed, cancellation);
        return report.Scenarios.Single();
    }

    /// <summary>Watched without acting, so that what Homeostat takes in depends on no calibration.</summary>
    public static async Task<PlayRecord> WatchAsync(string slug, long seed, CancellationToken cancellation)
    {
        var settings = await SettingsAsync(Calibration, cancellation);
        return await Play.RunAsync(Scenario(Own(slug)), seed, Watch.Shadow, settings, static _ => { }, cancellation);
    }

    /// <summary>Blocks of the play in which a Core with this calibration decides, fed what was recorded.</summary>
    public static IReadOnlyList<int> DecidesIn(PlayRecord record, Calibration calibration)
    {
        var guard = record.Guard!;
        var brain = new Brain(guard.Configuration with { Calibration = calibration });
        return [.. guard.Inputs.SelectMany(i => brain.Step(i)).OfType<Emission.Decided>().Select(d => record.Block(d.Decision.Block.Number))];
    }

    private sealed class Silence : IDrillProgress
    {
        public void Said(string text)
        {
        }

        public void ScenarioStarted(string slug, int blocks)
        {
        }

        public void BlockMined(string slug, string run, int done)
        {
        }

        public void ScenarioFinished(ScenarioReport report)
        {
        }
    }
}
