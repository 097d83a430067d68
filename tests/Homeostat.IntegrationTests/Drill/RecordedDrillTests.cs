using System.Text.Json;
using Homeostat.Core.Chain;
using Homeostat.Engine.Archive;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Replay;

namespace Homeostat.IntegrationTests.Drill;

/// <summary>A drill that acts, recorded as it runs and replayed from nothing but the file.</summary>
public sealed class RecordedDrillTests : IDisposable
{
    private readonly DirectoryInfo _recordings = Directory.CreateTempSubdirectory("homeostat-recordings-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _recordings.Delete(recursive: true);

    [Fact]
    public async Task A_recorded_drill_replays_to_the_same_decisions_and_timeline_bit_for_bit()
    {
        var settings = await Drills.SettingsAsync(Drills.Calibration, Cancellation);
        var record = await Play.RunAsync(Drills.Scenario(Drills.Own("curie-rogue-upgrade")), 3, Watch.Guarded, settings, static _ => { }, Cancellation);
        var guard = record.Guard!;
        var path = DrillArchive.Write(_recordings.FullName, "curie-rogue-upgrade", 3, guard);
        using var said = new EmissionDigest();
        foreach (var (_, emission) in guard.Emissions)
        {
            said.Add(emission);
        }

        using var archive = ArchiveReader.Open(path);
        var report = ReplayRun.Run(archive, static _ => { }, Cancellation);

        Assert.NotEmpty(report.Decisions);
        Assert.Equal(guard.Inputs.Length, report.Inputs);
        Assert.Contains(guard.Inputs, i => i is ActionOutcome { PostConditionHolds: true });
        Assert.Equal(guard.Decisions.Select(Exactly), report.Decisions.Select(Exactly));
        Assert.Equal(guard.Timeline, report.Timeline.Select(t => t.Line));
        Assert.Equal(said.Value, report.Digest);
        Assert.Null(report.Halted);
    }

    private static string Exactly(Core.Policy.Decision decision) => JsonSerializer.Serialize(decision);
}
