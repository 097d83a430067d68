using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Homeostat.Core.Chain;
using Homeostat.Core.Policy;

namespace Homeostat.Tests.Core;

public sealed class DecisionRuleTests
{
    [Theory]
    [InlineData(100, 10, 0.9, 0, 1)]
    [InlineData(100, 10, 0, 1_000_000, 1)]
    [InlineData(100, 900, 0.9, 1_000, 1)]
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(0, 10, 0.9, 1_000, 0)]
    [InlineData(100, 10, 0.95, 1_000, 100.0 / (100 + 950 - 10))]
    public void The_threshold_is_defined_everywhere(double costFalse, double costTrue, double q, double reachable, double expected) =>
        Assert.Equal(expected, DecisionRule.Threshold(costFalse, costTrue, q, reachable), 12);

    [Theory]
    [InlineData(double.NaN, 1, 0.5, 1)]
    [InlineData(-1, 1, 0.5, 1)]
    [InlineData(1, double.PositiveInfinity, 0.5, 1)]
    [InlineData(1, 1, 1.01, 1)]
    [InlineData(1, 1, 0.5, -1)]
    public void What_is_out_of_range_is_refused(double costFalse, double costTrue, double q, double reachable) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DecisionRule.Threshold(costFalse, costTrue, q, reachable));

    [Fact]
    public void A_certain_attack_that_acting_cannot_gainfully_stop_is_left_to_people() =>
        Assert.False(DecisionRule.Act(1, 0, 600, 0.5, 1_000));

    // Acting beats waiting in expectation exactly when the rule says so.
    [Property(MaxTest = 2_000)]
    public Property Acting_is_the_cheaper_choice_exactly_when_the_rule_acts() => Prop.ForAll(Cases(), c =>
    {
        var acting = DecisionRule.ExpectedCost(c.P, c.False, c.True, c.Q, c.Reachable);
        var waiting = c.P * c.Reachable;
        var near = Math.Abs(acting - waiting) <= 1e-9 * (1 + acting + waiting);
        return near || DecisionRule.Act(c.P, c.False, c.True, c.Q, c.Reachable) == (acting < waiting);
    });

    [Property(MaxTest = 1_000)]
    public Property More_volatility_raises_the_threshold_and_more_collateral_at_stake_lowers_what_is_fixed() => Prop.ForAll(Cases(), c =>
    {
        var calm = Threshold(0.3 + c.P, 1_000_000);
        var wild = Threshold(1.3 + c.P, 1_000_000);
        var small = Threshold(0.3 + c.P, 1_000_000);
        var large = Threshold(0.3 + c.P, 4_000_000);
        return calm < wild && large < small;
    });

    // Open interest and volume are those of the market, whatever the collateral.
    private static double Threshold(double sigma, double tvl)
    {
        var market = new MarketState(sigma, tvl, 500_000, 100);
        var cost = CostModel.Of(Capabilities.Open, 14_400, market, TestChain.Policy.Costs);
        return DecisionRule.Threshold(cost.False, cost.True, 0.95, 0.25 * tvl);
    }

    private static Arbitrary<(double P, double False, double True, double Q, double Reachable)> Cases()
    {
        var share = Gen.Choose(0, 1_000_000).Select(n => n / 1e6);
        var usd = Gen.Choose(0, 1_000_000).Select(n => Math.Pow(10, n / 1e5) - 1);
        return Arb.From(from p in share
                        from costFalse in usd
                        from costTrue in usd
                        from q in share
                        from reachable in usd
                        select (p, costFalse, costTrue, q, reachable));
    }
}
