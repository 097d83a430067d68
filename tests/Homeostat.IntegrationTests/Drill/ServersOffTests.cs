using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.IntegrationTests.Drill;

/// <summary>The on-chain half alone, on real nodes: no engine runs, a stranger pokes.</summary>
public sealed class ServersOffTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_breaker_stops_the_theft_in_line_and_a_strangers_poke_the_one_in_pieces()
    {
        ScenarioReport report = await Drills.PlayAsync(Drills.Own("curie-servers-off"), 4, Drills.Calibration, Cancellation);

        Assert.All(report.Expectations, e => Assert.True(e.Held, $"{e.Key}: expected {e.Expected}, measured {e.Measured}"));
        Assert.False(report.Guard);
        Assert.Null(report.ReplayIdentical);
        Assert.Empty(report.Decisions);
        Assert.Null(report.DecideBlocks);
        Assert.Null(report.DetectMs);
        Assert.Contains(report.Timeline, l => l.Kind == "attack_failed" && l.Text.Contains("StoppedByBreaker(", StringComparison.Ordinal));
        BreakerReport breaker = report.Breaker!;
        Assert.All(breaker.Trips, t => Assert.Equal("stranger", t.Poker));
        Assert.Contains(breaker.Trips, t => t is { Scope: "protocol", Stage: 1 });
        Assert.Contains(breaker.Trips, t => t is { Scope: "protocol", Stage: 2 });

        // In the two hours without a poke nobody lifts anything, and nothing is left.
        Assert.Contains(report.Timeline, l => l is { Block: 61, Kind: "lapsed" });
        Assert.DoesNotContain(report.Timeline, l => l.Kind == "lifted");
    }
}
