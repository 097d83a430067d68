using FsCheck;
using FsCheck.Xunit;
using Homeostat.Core.Chain;
using Homeostat.Core.Fusion;
using Homeostat.Core.Policy;

namespace Homeostat.Tests.Core.Policy;

public class DecisionRuleTests
{
    [Fact]
    public void The_threshold_is_the_false_alarms_cost_over_it_and_the_gain()
    {
        // gain = 0.5 · 1000 − 50 = 450; p* = 100 / (100 + 450)
        Assert.Equal(100.0 / 550, DecisionRule.Threshold(100, 50, 0.5, 1000), 15);
        Assert.False(DecisionRule.Act(100.0 / 550, 100, 50, 0.5, 1000));
        Assert.True(DecisionRule.Act((100.0 / 550) + 1e-12, 100, 50, 0.5, 1000));
    }

    [Theory]
    [InlineData(0, 0.5, 0)]
    [InlineData(0, 0.5, 10)]
    [InlineData(1000, 0, 0)]
    [InlineData(1000, 0, 10)]
    [InlineData(1000, 0.5, 500)]
    [InlineData(1000, 0.5, 501)]
    public void Where_acting_cannot_pay_no_probability_is_enough(double reachable, double q, double costTrue)
    {
        Assert.Equal(1, DecisionRule.Threshold(100, costTrue, q, reachable));
        Assert.False(DecisionRule.Act(1, 100, costTrue, q, reachable));
    }

    [Fact]
    public void Where_a_false_alarm_costs_nothing_any_probability_is_enough()
    {
        Assert.Equal(0, DecisionRule.Threshold(0, 1, 1, 2));
        Assert.True(DecisionRule.Act(1e-12, 0, 1, 1, 2));
        Assert.False(DecisionRule.Act(0, 0, 1, 1, 2));
    }

    [Theory]
    [InlineData(-1, 1, 0.5, 1)]
    [InlineData(double.NaN, 1, 0.5, 1)]
    [InlineData(1, -1, 0.5, 1)]
    [InlineData(1, double.PositiveInfinity, 0.5, 1)]
    [InlineData(1, 1, 1.1, 1)]
    [InlineData(1, 1, double.NaN, 1)]
    [InlineData(1, 1, 0.5, -1)]
    [InlineData(1, 1, 0.5, double.PositiveInfinity)]
    public void Numbers_that_mean_nothing_are_refused(double costFalse, double costTrue, double q, double reachable)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DecisionRule.Threshold(costFalse, costTrue, q, reachable));
    }

    [Property(MaxTest = 2000)]
    public bool Acting_is_chosen_exactly_when_it_costs_less_than_waiting(byte p, ushort costFalse, ushort costTrue, byte q, ushort reachable)
    {
        var (probability, share) = (p / 255.0, q / 255.0);
        var acting = DecisionRule.ExpectedCost(probability, costFalse, costTrue, share, reachable);
        var waiting = probability * reachable;
        return Math.Abs(acting - waiting) < 1e-6 || DecisionRule.Act(probability, costFalse, costTrue, share, reachable) == acting < waiting;
    }

    [Property(MaxTest = 1000)]
    public bool The_threshold_rises_with_both_costs_and_falls_with_chance_and_stake(
        ushort costFalse, ushort costTrue, byte q, ushort reachable, byte more)
    {
        var share = q / 255.0;
        var likelier = Math.Min(1, share + (more / 255.0));
        var before = DecisionRule.Threshold(costFalse, costTrue, share, reachable);
        return before is >= 0 and <= 1
            && DecisionRule.Threshold(costFalse + more, costTrue, share, reachable) >= before
            && DecisionRule.Threshold(costFalse, costTrue + more, share, reachable) >= before
            && DecisionRule.Threshold(costFalse, costTrue, likelier, reachable) <= before
            && DecisionRule.Threshold(costFalse, costTrue, share, reachable + more) <= before;
    }

    [Property(MaxTest = 1000)]
    public bool Every_rungs_threshold_rises_with_volatility(ushort percent, byte more, ushort tvl) => Sample.Policy.Rungs.All(rung =>
        PStar(rung, (percent + more) / 100.0, tvl * 1000.0) >= PStar(rung, percent / 100.0, tvl * 1000.0));

    [Property(MaxTest = 1000)]
    public bool Every_rungs_threshold_falls_with_what_there_is_to_lose(ushort tvl, ushort more) => Sample.Policy.Rungs.All(rung =>
        PStar(rung, 1, (tvl + more) * 1000.0) <= PStar(rung, 1, tvl * 1000.0));

    [Fact]
    public void An_empty_protocol_is_never_acted_on()
    {
        Assert.All(Sample.Policy.Rungs, rung => Assert.Equal(1, PStar(rung, 0.5, 0)));
    }

    private static double PStar(Rung rung, double sigma, double tvl)
    {
        var belief = new Belief(new Scope(rung.AppliesTo, "curie", ""), 0.5, 0.5, 0, 1, []);
        return RungChoice.Weigh(rung, belief, new MarketState(sigma, tvl, 50_000, 1), Sample.Policy, Sample.Armed).PStar;
    }
}
