using Homeostat.Core.Chain;

namespace Homeostat.Core.Policy;

/// <param name="FeeRate">Trading fee as a share of volume.</param>
/// <param name="UnhedgedShare">u: share of the open interest that wants to trade while it may not.</param>
/// <param name="WithdrawSharePerDay">Share of the TVL that wants to leave per day above the retail lane.</param>
/// <param name="CapitalCostPerYear">What a trapped dollar costs its owner [1/year].</param>
/// <param name="LiquidityShare">Share of the TVL that provides liquidity and bears σ²D/8.</param>
/// <param name="ReputationShare">ρ: share of the TVL lost to a false alarm.</param>
/// <param name="FalseAlarmUsd">c₀: people paged and explanations owed [USD].</param>
/// <param name="TransactionUsd">Gas of the action [USD].</param>
public sealed record CostOptions(
    double FeeRate,
    double UnhedgedShare,
    double WithdrawSharePerDay,
    double CapitalCostPerYear,
    double LiquidityShare,
    double ReputationShare,
    double FalseAlarmUsd,
    double TransactionUsd);

/// <summary>What the decision reads of the market; none of it is the attacker's to set.</summary>
/// <param name="Sigma">Annualised volatility of the cross-venue index, a ratio.</param>
/// <param name="TvlUsd">Trailing median, frozen at first suspicion [USD].</param>
/// <param name="OpenInterestUsd">Trailing median of the scope's open interest [USD].</param>
/// <param name="VolumeUsdPerSecond">Trailing median [USD/s].</param>
public readonly record struct MarketState(double Sigma, double TvlUsd, double OpenInterestUsd, double VolumeUsdPerSecond);

/// <param name="False">C₀ [USD].</param>
/// <param name="True">C₁ [USD].</param>
public readonly record struct ActionCost(double False, double True);

/// <summary>
/// Cost of a rung for D seconds, summed over the capabilities that it blocks:
/// OPEN: fees f·V̇·D, unhedged traders u·OI·√(2/π)·σ√D, and liquidity providers left with stale prices, TVL_lp·σ²D/8
/// (loss-versus-rebalancing: Milionis, Moallemi, Roughgarden, Zhang 2022); WITHDRAW: w·TVL·D trapped, each at r·D/2.
/// C₁ is that plus gas; C₀ adds what only a false alarm costs, c₀ + ρ·TVL.
/// </summary>
public static class CostModel
{
    private const double SecondsPerYear = 365.0 * 24 * 3600;
    private const double SecondsPerDay = 24 * 3600;

    public static ActionCost Of(Capabilities blocks, double seconds, in MarketState market, CostOptions costs)
    {
        var years = seconds / SecondsPerYear;
        var users = 0.0;
        if ((blocks & (Capabilities.Open | Capabilities.Increase)) != 0)
        {
            users += costs.FeeRate * market.VolumeUsdPerSecond * seconds;
            users += costs.UnhedgedShare * market.OpenInterestUsd * Math.Sqrt(2 / Math.PI) * market.Sigma * Math.Sqrt(years);
            users += costs.LiquidityShare * market.TvlUsd * market.Sigma * market.Sigma * years / 8;
        }

        if ((blocks & Capabilities.Withdraw) != 0)
        {
            var trapped = Math.Min(1, costs.WithdrawSharePerDay * seconds / SecondsPerDay) * market.TvlUsd;
            users += trapped * costs.CapitalCostPerYear * years / 2;
        }

        var whenTrue = users + costs.TransactionUsd;
        return new ActionCost(whenTrue + costs.FalseAlarmUsd + (costs.ReputationShare * market.TvlUsd), whenTrue);
    }
}
