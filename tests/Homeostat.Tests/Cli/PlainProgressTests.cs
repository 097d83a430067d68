using Homeostat.Cli.Drill;
using Homeostat.Tests.Drill.Reporting;

namespace Homeostat.Tests.Cli;

public sealed class PlainProgressTests
{
    [Fact]
    public void A_scenario_is_a_line_at_its_start_at_each_quarter_of_its_slower_run_and_at_its_end()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var clock = new SteppedClock();
        var progress = new PlainProgress(writer, clock);

        progress.ScenarioStarted("curie-mark-manipulation", 100);
        for (var block = 1; block <= 100; block++)
        {
            progress.BlockMined("curie-mark-manipulation", "without", block);
        }

        for (var block = 1; block <= 100; block++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(200));
            progress.BlockMined("curie-mark-manipulation", "with", block);
        }

        progress.ScenarioFinished(SampleReport.Attack());

        Assert.Equal(
            """
            curie-mark-manipulation: 100 blocks, without and with Homeostat
            curie-mark-manipulation: 25 of 100 blocks, 5.0 blocks/s, 15 s left
            curie-mark-manipulation: 50 of 100 blocks, 5.0 blocks/s, 10 s left
            curie-mark-manipulation: 75 of 100 blocks, 5.0 blocks/s, 5 s left
            ✓ curie-mark-manipulation: held, 92.9 % averted

            """,
            writer.ToString());
    }

    [Fact]
    public void Minutes_are_said_as_minutes() =>
        Assert.Equal("2 min 05 s left", DrillProgress.Left(TimeSpan.FromSeconds(125)));

    [Fact]
    public void Before_the_first_block_nothing_is_promised()
    {
        Assert.Empty(DrillProgress.Left(null));
        Assert.Empty(DrillProgress.Rate(null));
    }

    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
