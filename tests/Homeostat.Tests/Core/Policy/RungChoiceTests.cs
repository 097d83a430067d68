using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Fusion;
using Homeostat.Core.Policy;

namespace Homeostat.Tests.Core.Policy;

public class RungChoiceTests
{
    private static readonly MarketState Market = new(0.5, 1_000_000, 100_000, 10);

    [Fact]
    public void Of_the_rungs_allowed_the_one_of_least_expected_cost_is_taken()
    {
        var longer = Sample.ReduceOnly with { Slug = "longer", DurationSeconds = 40_000 };
        var weaker = Sample.ReduceOnly with { Slug = "weaker", ReachableShare = 0.01 };
        var policy = Sample.Policy with { Rungs = [longer, Sample.ReduceOnly] };

        Assert.Equal("reduce-only", Best(policy, Believed(0.5))!.Value.Rung.Slug);
        Assert.Equal("weaker", Best(policy with { Rungs = [longer, Sample.ReduceOnly, weaker] }, Believed(0.5))!.Value.Rung.Slug);
    }

    [Fact]
    public void Every_rung_is_weighed_by_its_own_cost()
    {
        var withdraw = Sample.ReduceOnly with { Blocks = Capabilities.Withdraw };

        var open = RungChoice.Weigh(Sample.ReduceOnly, Believed(0.5), Market, Sample.Policy, Sample.Armed);
        var held = RungChoice.Weigh(withdraw, Believed(0.5), Market, Sample.Policy, Sample.Armed);

        Assert.Equal(CostModel.Of(Capabilities.Open, 14_400, Market, Sample.Policy.Costs), open.Cost);
        Assert.Equal(CostModel.Of(Capabilities.Withdraw, 14_400, Market, Sample.Policy.Costs), held.Cost);
        Assert.NotEqual(open.PStar, held.PStar);
    }

    [Fact]
    public void A_rung_for_another_kind_of_scope_is_not_offered()
    {
        Assert.Null(Best(Sample.Policy with { Rungs = [Sample.ContainVault] }, Believed(1)));
        Assert.Equal(1, RungChoice.LowestThreshold(Believed(1), Market, Sample.Policy with { Rungs = [Sample.ContainVault] }, Sample.Armed));
    }

    [Fact]
    public void Below_every_threshold_the_choice_is_to_wait()
    {
        var lowest = RungChoice.LowestThreshold(Believed(0), Market, Sample.Policy, Sample.Armed);

        Assert.Null(Best(Sample.Policy, Believed(lowest)));
        Assert.NotNull(Best(Sample.Policy, Believed(lowest + 1e-9)));
    }

    [Fact]
    public void A_cheap_rung_answers_to_the_high_end_of_the_belief_and_a_broad_one_to_the_low_end()
    {
        var wide = Believed(1e-9) with { PHigh = 0.9, Coverage = 0.5 };
        var cheap = Sample.ReduceOnly with { ActsOnHigh = true };

        Assert.Null(Best(Sample.Policy, wide));
        Assert.Equal(0.9, Best(Sample.Policy with { Rungs = [cheap] }, wide)!.Value.P);
    }

    [Fact]
    public void An_action_that_never_lands_is_never_taken()
    {
        Assert.Null(RungChoice.Best(Believed(1), Market, Sample.Policy, Sample.Armed with { Q = 0 }));
    }

    [Fact]
    public void The_sentence_says_what_why_and_by_which_numbers()
    {
        var signal = new Signal("mark-dispersion", Sample.Near, EvidenceClass.Costly, 0.3, 12, "mark 139 is far above");
        var sentence = Best(Sample.Policy, Believed(0.5))!.Value.Sentence(Sample.Definition, Sample.Near, [signal]);

        Assert.StartsWith("NEAR-PERP: opens suspended for 4 h: mark 139 is far above; $250,000 reachable, p 0.50 > p* ", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_armed_rung_comes_before_a_cheaper_one_that_is_not_armed()
    {
        var longer = Sample.ReduceOnly with { Slug = "longer", DurationSeconds = 40_000 };
        var policy = Sample.Policy with { Rungs = [longer, Sample.ReduceOnly] };
        var landing = Sample.Armed with { Unarmed = Sample.Armed.Unarmed.Add((Sample.Near, "reduce-only"), "no role") };

        var choice = RungChoice.Best(Believed(0.5), Market, policy, landing)!.Value;

        Assert.Equal(("longer", 0.95), (choice.Rung.Slug, choice.Q));
    }

    [Fact]
    public void Where_no_rung_is_armed_one_is_tried_all_the_same_and_counts_as_never_landing()
    {
        var landing = Sample.Armed with { Unarmed = Sample.Armed.Unarmed.Add((Sample.Near, "reduce-only"), "no role") };

        var choice = RungChoice.Best(Believed(0.5), Market, Sample.Policy, landing)!.Value;

        Assert.Equal(("reduce-only", 0.0, "no role"), (choice.Rung.Slug, choice.Q, choice.WhyUnarmed));
        Assert.Equal(RungChoice.Weigh(Sample.ReduceOnly, Believed(0.5), Market, Sample.Policy, Sample.Armed).PStar, choice.PStar);
    }

    private static RungChoice? Best(PolicyOptions policy, Belief belief) => RungChoice.Best(belief, Market, policy, Sample.Armed);

    private static Belief Believed(double p) => new(Sample.Near, p, p, 0, 1, []);
}
