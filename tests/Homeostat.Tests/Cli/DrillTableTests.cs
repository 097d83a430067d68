using Homeostat.Cli;
using Homeostat.Cli.Drill;
using Homeostat.Engine.Drill.Reporting;
using Homeostat.Tests.Drill.Reporting;

namespace Homeostat.Tests.Cli;

public sealed class DrillTableTests
{
    [Fact]
    public void Where_it_is_piped_it_is_plain_and_a_hundred_columns_wide()
    {
        var table = Draw(SampleReport.Whole);

        Assert.DoesNotContain('\u001b', table);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= Terminal.PlainWidth, line));
        Assert.All(table.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [Fact]
    public void A_scenario_is_a_row_with_its_losses_clocks_exits_and_gas()
    {
        var lines = Draw(SampleReport.Whole).Split('\n');
        var row = Array.FindIndex(lines, l => l.StartsWith("curie-mark-manipulation ", StringComparison.Ordinal));

        Assert.Equal(
            ["curie-mark-manipulation", "$43,121", "$3,050", "92.9", "%", "2", "bl", "3", "bl", "4", "bl", "0", "4/4", "187,344"],
            lines[row].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["✓", "held", "61", "ms", "8.7", "ms", "813", "ms"], lines[row + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void What_does_not_apply_to_a_control_is_a_dash()
    {
        var row = Draw(SampleReport.Drill(SampleReport.Control())).Split('\n').Single(l => l.StartsWith("curie-genuine-crash", StringComparison.Ordinal));

        Assert.Equal(["curie-genuine-crash", "–", "–", "–", "–", "–", "–", "0", "–", "–"], row.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Where_no_engine_ran_there_is_no_latency_and_the_breaker_is_told_of()
    {
        var lines = Draw(SampleReport.Drill(SampleReport.ServersOff())).Split('\n');
        var row = Array.FindIndex(lines, l => l.StartsWith("curie-servers-off ", StringComparison.Ordinal));

        Assert.Equal(
            ["curie-servers-off", "$43,121", "$3,050", "92.9", "%", "2", "bl", "–", "4", "bl", "0", "4/4", "187,344"],
            lines[row].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("✓ held", lines[row + 1].Trim());
        Assert.Contains("  block 33: outflow on the asset, stage 1, over in block 93, poked by stranger for 291,450 gas", lines);
        Assert.Contains("  block 35: outflow on the asset, stage 2, to the end, poked by stranger for 239,748 gas", lines);
        Assert.DoesNotContain(lines, l => l.Contains("p*", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_decision_has_its_sentence_and_its_numbers()
    {
        var table = Draw(SampleReport.Drill(SampleReport.Attack()));

        Assert.Contains("block 33: NEAR-PERP: opens suspended for 0.5 h", table, StringComparison.Ordinal);
        Assert.Contains("p 0.930 > p* 0.040, σ 212.0 %, TVL $612,346, R $122,469, C₀ $4,800, C₁ $1,900, q 0.950", table, StringComparison.Ordinal);
        Assert.Contains("+6.42 nats from price-dispersion.mark", table, StringComparison.Ordinal);
    }

    [Fact]
    public void What_did_not_hold_is_said_in_words() =>
        Assert.Contains("✕ curie-rogue-upgrade: averted_ratio should be ≥ 0.8 and was 0.7057", Draw(SampleReport.Whole), StringComparison.Ordinal);

    [Fact]
    public void Words_of_a_scenario_cannot_drive_the_terminal()
    {
        var attack = SampleReport.Attack();
        var hostile = attack with
        {
            Scenario = "\u001b[2Jgone[red]",
            Decisions = [attack.Decisions[0] with { Sentence = "\u001b]0;title\u0007 \u202Ereversed\r\nforged line" }],
            Expectations = [new ExpectationReport("\u009b31m", "[/]", "\b", Held: false)],
        };

        var table = Draw(SampleReport.Drill(hostile));

        Assert.DoesNotMatch("[\u001b\u0007\u009b\u202e\b\r]", table);
        Assert.Contains("gone[red]", table, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^forged", table);
    }

    [Fact]
    public void A_drill_of_nothing_has_a_table_too() =>
        Assert.Contains("No scenario was played", Draw(SampleReport.Drill()), StringComparison.Ordinal);

    private static string Draw(DrillReport report)
    {
        using var drawn = new StringWriter();
        Terminal.Draw(drawn, console => new DrillTable(console).Write(report));
        return drawn.ToString();
    }
}
