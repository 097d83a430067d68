using Homeostat.Core.Chain;
using Homeostat.Core.Policy;

namespace Homeostat.Tests.Core.Policy;

public class CostModelTests
{
    private const double Hour = 3600;
    private static readonly CostOptions Costs = Sample.Policy.Costs;
    private static readonly MarketState Market = new(0.5, 1_000_000, 100_000, 10);

    [Fact]
    public void Stopping_opens_costs_fees_hedges_and_stale_liquidity()
    {
        var years = Hour / (365.0 * 24 * Hour);
        var fees = 0.001 * 10 * Hour;
        var hedges = 0.05 * 100_000 * 0.7978845608 * 0.5 * Math.Sqrt(years);
        var liquidity = 0.6 * 1_000_000 * 0.25 * years / 8;

        var cost = CostModel.Of(Capabilities.Open, Hour, Market, Costs);

        Assert.Equal(36, fees, 9);
        Assert.Equal(fees + hedges + liquidity + 2, cost.True, 6);
        Assert.Equal(cost.True + 100 + 100, cost.False, 9);
    }

    [Fact]
    public void Holding_withdrawals_costs_the_use_of_what_wanted_to_leave()
    {
        // 5 % a day for one day traps $50,000, each dollar for half a day on average at 10 % a year.
        var cost = CostModel.Of(Capabilities.Withdraw, 24 * Hour, Market, Costs);

        Assert.Equal((50_000 * 0.1 / 365 / 2) + 2, cost.True, 9);
    }

    [Fact]
    public void No_more_than_everything_can_be_trapped()
    {
        var cost = CostModel.Of(Capabilities.Withdraw, 40 * 24 * Hour, Market, Costs);

        Assert.Equal((1_000_000 * 0.1 * 40 / 365 / 2) + 2, cost.True, 6);
    }

    [Fact]
    public void What_is_not_blocked_costs_nothing()
    {
        Assert.Equal(2, CostModel.Of(Capabilities.None, Hour, Market, Costs).True);
        Assert.Equal(2, CostModel.Of(Capabilities.Transfer, Hour, Market, Costs).True);
    }

    [Fact]
    public void Two_capabilities_cost_the_sum_of_both()
    {
        var open = CostModel.Of(Capabilities.Open, Hour, Market, Costs).True;
        var withdraw = CostModel.Of(Capabilities.Withdraw, Hour, Market, Costs).True;

        Assert.Equal(open + withdraw - 2, CostModel.Of(Capabilities.Open | Capabilities.Withdraw, Hour, Market, Costs).True, 9);
    }

    [Fact]
    public void Opening_and_increasing_are_not_counted_twice()
    {
        Assert.Equal(
            CostModel.Of(Capabilities.Open, Hour, Market, Costs),
            CostModel.Of(Capabilities.Open | Capabilities.Increase, Hour, Market, Costs));
    }

    [Fact]
    public void A_market_with_nothing_in_it_still_has_a_finite_cost()
    {
        var cost = CostModel.Of(Capabilities.Open | Capabilities.Withdraw, Hour, default, Costs);

        Assert.Equal(new ActionCost(102, 2), cost);
    }
}
