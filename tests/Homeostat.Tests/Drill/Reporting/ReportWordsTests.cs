using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Tests.Drill.Reporting;

public sealed class ReportWordsTests
{
    [Fact]
    public void What_needs_a_person_is_every_expectation_that_did_not_hold()
    {
        var summary = ReportWords.Of(SampleReport.Whole);

        Assert.False(summary.Held);
        Assert.Equal("1 of 3 scenarios did not hold", summary.Verdict);
        Assert.Equal(
            ["curie-rogue-upgrade: averted_ratio should be ≥ 0.8 and was 0.7057", "curie-rogue-upgrade: exits_open.liquidate should be true and was false"],
            summary.Needs);
    }

    [Fact]
    public void A_restriction_without_an_attack_is_said_first_thing()
    {
        var alarmed = SampleReport.Control() with { Decisions = [SampleReport.Decision(9, "curie/near-perp", 0.5, 0.1)] };

        Assert.Equal("There was no attack, yet Homeostat decided on 1 restriction.", ReportWords.Of(alarmed).Headline);
        Assert.Equal("1 run without an attack: 1 restriction.", ReportWords.Of(SampleReport.Drill(alarmed)).Done);
    }

    [Fact]
    public void An_attack_that_ran_to_its_end_is_not_called_contained()
    {
        var missed = SampleReport.Attack() with { ContainBlocks = null, AvertedRatio = 0, LossWithUsd = 43_120.5 };

        Assert.Equal("The attacker took $43,121 without Homeostat and $43,121 with it: 0.0 % averted. It was never contained.", ReportWords.Of(missed).Headline);
        Assert.StartsWith("0 of 1 attack contained.", ReportWords.Of(SampleReport.Drill(missed)).Done, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_engine_ran_the_headline_says_who_stopped_it()
    {
        Assert.Equal(
            "The attacker took $43,121 without Homeostat and $3,050 with its contracts alone, all servers off: 92.9 % averted. Contained 4 blocks after the first attack transaction. On chain: 1 step of the attack stopped inside the transaction, 2 restrictions by pokes that earned 0.02 ether.",
            ReportWords.Of(SampleReport.ServersOff()).Headline);
    }

    [Fact]
    public void What_a_breaker_trips_without_an_attack_counts_as_a_restriction()
    {
        var calm = SampleReport.Control() with { Breaker = SampleReport.ServersOff().Breaker };

        Assert.Equal("There was no attack, yet Homeostat decided on 2 restrictions.", ReportWords.Of(calm).Headline);
        Assert.Equal("1 run without an attack: 2 restrictions.", ReportWords.Of(SampleReport.Drill(calm)).Done);
    }

    [Fact]
    public void Exits_that_were_shut_are_named()
    {
        Assert.Equal("Honest users could not: liquidate.", ReportWords.Of(SampleReport.Failed()).Exits);
        Assert.Equal("All 4 exits that honest users tried during the restriction were open.", ReportWords.Of(SampleReport.Attack()).Exits);
        Assert.Equal("No exit was tried: nothing was restricted.", ReportWords.Of(SampleReport.Control()).Exits);
    }

    [Fact]
    public void Each_plot_has_a_text_equivalent()
    {
        var words = ReportWords.Of(SampleReport.Attack()).Plots;

        Assert.Contains("mark, without Homeostat: $99.17 (block -10) to $139.00 (block 42), $139.00 at the end", words.Prices, StringComparison.Ordinal);
        Assert.StartsWith("TVL, with Homeostat: ", words.Tvl, StringComparison.Ordinal);
        Assert.StartsWith("attacker's gain, with Homeostat: $0 (block -10) to $3,050", words.AttackerGain, StringComparison.Ordinal);
        Assert.StartsWith("p for curie/near-perp rose above p* in block 31 (", words.Probability, StringComparison.Ordinal);
        Assert.Equal("reduce-only on curie/near-perp from block 34 to block 104.", words.Restrictions);
    }

    [Fact]
    public void A_belief_that_stayed_low_is_said_to()
    {
        var words = ReportWords.Of(SampleReport.Control()).Plots;

        Assert.Equal("p for curie/near-perp stayed below p*, highest 2.0e-5 in block -10.", words.Probability);
        Assert.Equal("Nothing was restricted.", words.Restrictions);
        Assert.Equal("TVL, with Homeostat: $612,346 throughout; TVL, without Homeostat: $612,346 throughout.", words.Tvl);
    }

    [Fact]
    public void Series_without_a_value_are_said_to_have_none()
    {
        var plots = SampleReport.NoPlots with
        {
            Block = [1, 2],
            Prices = [new PlotLine("mark", "USD", "with", [double.NaN, double.NaN])],
            Probability = [new PlotLine("p curie", "probability", "with", [double.NaN, double.NaN])],
        };
        var words = ReportWords.Of(SampleReport.Attack() with { Plots = plots }).Plots;

        Assert.Equal("mark, with Homeostat: no value.", words.Prices);
        Assert.Equal("p for curie: no value.", words.Probability);
        Assert.Equal("Nothing was recorded.", words.Tvl);
    }
}
