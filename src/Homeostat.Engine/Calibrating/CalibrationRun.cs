using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Fusion;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill;

namespace Homeostat.Engine.Calibrating;

/// <summary>Plays scenarios in shadow mode, two at a time, and fits a calibration to what the detectors saw.</summary>
public static class CalibrationRun
{
    private const int AtOnce = 2;

    public static async Task<Calibration> RunAsync(
        IReadOnlyList<Scenario> scenarios,
        IReadOnlyList<long> seeds,
        DrillSettings settings,
        Action<int, int> progress,
        CancellationToken cancellation)
    {
        var blank = settings with { Calibration = Calibrator.Blank };
        var plays = (from seed in seeds from scenario in scenarios select (scenario, seed)).ToList();
        var episodes = new Episode?[plays.Count];
        var done = 0;
        await Parallel.ForAsync(0, plays.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, stop) =>
        {
            var (scenario, seed) = plays[i];
            var record = await Play.RunAsync(scenario, seed, Watch.Shadow, blank, static _ => { }, stop).ConfigureAwait(false);
            if (scenario.Attack && record.LossUsd <= 0)
            {
                // An attack that takes nothing on this seed is none, and not ordinary life either.
                progress(Interlocked.Increment(ref done), plays.Count);
                return;
            }

            episodes[i] = EpisodeOf(scenario, record);
            progress(Interlocked.Increment(ref done), plays.Count);
        }).ConfigureAwait(false);
        foreach (var idle in scenarios.Where(s => !plays.Zip(episodes).Any(p => p.First.scenario == s && p.Second is not null)))
        {
            throw new DevnetException($"{idle.Slug}: the attack took nothing on any seed, so there is nothing to learn from it");
        }

        return Calibrator.Fit([.. episodes.OfType<Episode>()]);
    }

    private static Episode EpisodeOf(Scenario scenario, PlayRecord record)
    {
        var first = record.FirstAttackBlock ?? int.MaxValue;
        var looks = record.Guard!.Emissions.Select(e => e.Emission).OfType<Emission.Judged>()
            .Where(j => j.Verdict.Kind != Core.Detection.VerdictKind.Unverifiable)
            .Select(j => (Block: record.Block(j.Block.Number), j.Verdict))
            .Where(j => j.Block <= record.AttackedUntil || !scenario.Attack)
            .Select(j => new Look(
                j.Verdict.Detector,
                j.Verdict.Scope.Kind == ScopeKind.Market ? AttackedScope.Market : AttackedScope.Protocol,
                j.Block,
                j.Verdict.Score,
                j.Block >= first));
        return new Episode(scenario.Attacks, [.. looks]);
    }
}
