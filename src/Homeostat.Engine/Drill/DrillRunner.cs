using System.Collections.Immutable;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Engine.Drill;

/// <summary>Plays each scenario twice from the same start, without and with Homeostat, and reports.</summary>
public sealed class DrillRunner(DrillSettings settings, IDrillProgress progress)
{
    public const string Schema = "homeostat/drill-report/v1";

    public async Task<DrillReport> RunAsync(IReadOnlyList<Scenario> scenarios, long seed, CancellationToken cancellation)
    {
        var reports = ImmutableArray.CreateBuilder<ScenarioReport>();
        foreach (var scenario in scenarios)
        {
            progress.ScenarioStarted(scenario.Slug, scenario.Chain.WarmupBlocks + scenario.Chain.Blocks);
            var runs = await Task.WhenAll(
                PlayAsync(scenario, seed, Watch.Unguarded, "without", cancellation),
                PlayAsync(scenario, seed, Watch.Guarded, "with", cancellation)).ConfigureAwait(false);
            if (settings.RecordInto is { } directory)
            {
                progress.Said(runs[1].Guard is { } guard
                    ? $"recorded {DrillArchive.Write(directory, scenario.Slug, seed, guard)}"
                    : $"{scenario.Slug} is played without an engine: nothing to record");
            }

            var report = ScenarioJudge.Judge(scenario, runs[0], runs[1]);
            progress.ScenarioFinished(report);
            reports.Add(report);
        }

        return new DrillReport(Schema, seed, reports.DrainToImmutable());
    }

    private Task<PlayRecord> PlayAsync(Scenario scenario, long seed, Watch watch, string run, CancellationToken cancellation)
    {
        var first = 1 - scenario.Chain.WarmupBlocks;
        return Task.Run(
            () => Play.RunAsync(scenario, seed, watch, settings, block => progress.BlockMined(scenario.Slug, run, block - first + 1), cancellation),
            cancellation);
    }
}
