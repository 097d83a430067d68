using System.Collections.Immutable;
using System.Globalization;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Fusion;

namespace Homeostat.Core.Policy;

/// <summary>A rung weighed against waiting.</summary>
/// <param name="P">The end of the belief that this rung answers to.</param>
/// <param name="PStar">What it would be if the rung were armed: whether to act is asked first, how it could be done then.</param>
/// <param name="WhyUnarmed">Null when armed.</param>
internal readonly record struct RungChoice(
    Rung Rung,
    double P,
    double PStar,
    double ReachableUsd,
    ActionCost Cost,
    double ExpectedCost,
    double QArmed,
    string? WhyUnarmed)
{
    /// <summary>Probability that it lands in time: 0 when it is not armed.</summary>
    public double Q => WhyUnarmed is null ? QArmed : 0;

    /// <summary>
    /// The rung of least expected cost among those that the decision rule allows for the belief's scope, armed ones first;
    /// null to wait. An unarmed one is still offered where no armed one is: trying costs gas, and people are told.
    /// </summary>
    public static RungChoice? Best(Belief belief, in MarketState market, PolicyOptions policy, in Landing landing)
    {
        RungChoice? best = null;
        foreach (var rung in policy.Rungs)
        {
            if (rung.AppliesTo != belief.Scope.Kind)
            {
                continue;
            }

            var choice = Weigh(rung, belief, market, policy, landing);
            if (choice.P > choice.PStar && (best is null || choice.IsBetterThan(best.Value)))
            {
                best = choice;
            }
        }

        return best;
    }

    /// <summary>1 where no rung answers for the scope.</summary>
    public static double LowestThreshold(Belief belief, MarketState market, PolicyOptions policy, Landing landing) => policy.Rungs
        .Where(r => r.AppliesTo == belief.Scope.Kind)
        .Select(r => Weigh(r, belief, market, policy, landing).PStar)
        .DefaultIfEmpty(1)
        .Min();

    public static RungChoice Weigh(Rung rung, Belief belief, in MarketState market, PolicyOptions policy, in Landing landing)
    {
        var q = landing.Q;
        var p = rung.ActsOnHigh ? belief.PHigh : belief.P;
        var reachable = rung.ReachableShare * market.TvlUsd;
        var cost = CostModel.Of(rung.Blocks, rung.DurationSeconds, market, policy.Costs);
        return new RungChoice(
            rung,
            p,
            DecisionRule.Threshold(cost.False, cost.True, q, reachable),
            reachable,
            cost,
            DecisionRule.ExpectedCost(p, cost.False, cost.True, q, reachable),
            q,
            landing.WhyUnarmed(belief.Scope, rung));
    }

    public string Sentence(ProtocolDefinition protocol, Scope scope, ImmutableArray<Signal> signals)
    {
        var where = scope.Kind == ScopeKind.Market
            ? protocol.Markets[protocol.MarketNamed(scope.Subject)].Name
            : protocol.Name;
        var what = Rung.RollsBackCode
            ? $"{where}: code rolled back, upgrader suspended and withdrawals above the retail lane held"
            : $"{where}: {Blocked(Rung.Blocks)} suspended";
        var why = signals.IsEmpty ? "earlier evidence stands" : signals.MaxBy(s => s.Nats)!.Reason;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} for {Rung.DurationSeconds / 3600:0.#} h: {why}; ${ReachableUsd:n0} reachable, p {Short(P)} > p* {Short(PStar)}.");
    }

    private bool IsBetterThan(in RungChoice other) =>
        WhyUnarmed is null == other.WhyUnarmed is null ? ExpectedCost < other.ExpectedCost : WhyUnarmed is null;

    private static string Short(double p) => p.ToString(p >= 0.01 ? "0.00" : "0.0e-0", CultureInfo.InvariantCulture);

    private static string Blocked(Capabilities blocks) => (blocks & Capabilities.Open) != 0 ? "opens" : blocks.ToString().ToLowerInvariant();
}
