using Homeostat.Core.Chain;
using Homeostat.Core.Policy;

namespace Homeostat.Tests.Core;

public sealed class CostModelTests
{
    private static readonly MarketState Market = new(0.8, 2_000_000, 600_000, 50);
    private static readonly CostOptions Costs = TestChain.Policy.Costs;

    [Fact]
    public void Blocked_opens_cost_fees_unhedged_traders_and_stale_liquidity()
    {
        const double Seconds = 3_600;
        var years = Seconds / (365.0 * 24 * 3600);
        var users = (0.001 * 50 * Seconds)
            + (0.05 * 600_000 * Math.Sqrt(2 / Math.PI) * 0.8 * Math.Sqrt(years))
            + (0.6 * 2_000_000 * 0.64 * years / 8);

        var cost = CostModel.Of(Capabilities.Open | Capabilities.Increase, Seconds, Market, Costs);

        Assert.Equal(users + 2, cost.True, 6);
        Assert.Equal(users + 2 + 100 + 200, cost.False, 6);
    }

    [Fact]
    public void Blocked_withdrawals_cost_the_capital_that_is_trapped()
    {
        const double Seconds = 14_400;
        var years = Seconds / (365.0 * 24 * 3600);
        var trapped = 0.05 * Seconds / 86_400 * 2_000_000;

        Assert.Equal((trapped * 0.1 * years / 2) + 2, CostModel.Of(Capabilities.Withdraw, Seconds, Market, Costs).True, 6);
    }

    [Fact]
    public void More_capabilities_and_more_time_never_cost_less()
    {
        var open = CostModel.Of(Capabilities.Open, 3_600, Market, Costs);
        var both = CostModel.Of(Capabilities.Open | Capabilities.Withdraw, 3_600, Market, Costs);
        var longer = CostModel.Of(Capabilities.Open, 7_200, Market, Costs);

        Assert.True(both.False > open.False && longer.False > open.False);
    }

    [Fact]
    public void An_empty_protocol_costs_what_is_fixed()
    {
        var cost = CostModel.Of(Capabilities.Open | Capabilities.Withdraw, 3_600, default, Costs);

        Assert.Equal((102, 2), (cost.False, cost.True));
    }
}
