using System.Collections.Immutable;
using FsCheck.Xunit;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Fusion;

namespace Homeostat.Tests.Core.Fusion;

/// <summary>λ = 0.001/s and T = 100 s: with blocks of 10 s, h = 0.01 and d = 0.1.</summary>
public class EvidenceFilterTests
{
    private const double Ln9 = 2.1972245773362196;
    private static readonly Stub First = new("first");
    private static readonly Stub Second = new("second");
    private static readonly Calibration Round = new(31_536, 100, new Dictionary<string, DetectorCalibration>
    {
        ["first"] = Sample.Detector("same", 0.5, 0.25, (0, -1), (1, 0), (2, Ln9), (3, 2 * Ln9)),
        ["second"] = Sample.Detector("same", 0.5, 0.25, (0, -1), (1, 0), (2, Ln9), (3, 2 * Ln9)),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal));

    [Fact]
    public void One_piece_of_evidence_multiplies_the_prior_odds()
    {
        // Odds 1 : 99, times 9, are 1 : 11.
        var belief = Filter().Update(10, [See(First, 2)], contained: false);

        Assert.Equal(1.0 / 12, belief.P, 12);
        Assert.Equal(belief.P, belief.PHigh, 12);
        Assert.Equal(1, belief.Coverage);
        Assert.Equal(Ln9, Assert.Single(belief.Signals).Nats, 12);
    }

    [Fact]
    public void Between_blocks_an_attack_may_end_and_one_may_begin()
    {
        var filter = Filter();
        filter.Update(10, [See(First, 2)], contained: false);

        // 1/12 · 0.9 + 11/12 · 0.01, and a score that says nothing.
        Assert.Equal(0.075 + (0.11 / 12), filter.Update(10, [See(First, 1)], contained: false).P, 12);
    }

    [Fact]
    public void A_repeat_counts_for_its_share_and_what_is_new_in_full()
    {
        var filter = Filter();
        filter.Update(10, [See(First, 2)], contained: false);
        var repeat = filter.Update(10, [See(First, 2)], contained: false);
        var more = filter.Update(10, [See(First, 3)], contained: false);

        Assert.Equal(0.25 * Ln9, Assert.Single(repeat.Signals).Nats, 12);
        Assert.Equal(1.25 * Ln9, Assert.Single(more.Signals).Nats, 12);
    }

    [Fact]
    public void Silence_in_between_makes_the_same_evidence_new_again()
    {
        var filter = Filter();
        filter.Update(10, [See(First, 2)], contained: false);
        filter.Update(10, [See(First, 1)], contained: false);

        Assert.Equal(Ln9, Assert.Single(filter.Update(10, [See(First, 2)], contained: false).Signals).Nats, 12);
    }

    [Fact]
    public void A_blind_block_in_between_does_not()
    {
        var filter = Filter();
        filter.Update(10, [See(First, 2)], contained: false);
        filter.Update(10, [Blind(First)], contained: false);

        Assert.Equal(0.25 * Ln9, Assert.Single(filter.Update(10, [See(First, 2)], contained: false).Signals).Nats, 12);
    }

    [Fact]
    public void Two_that_see_the_same_thing_are_discounted_together()
    {
        var belief = Filter().Update(10, [See(First, 2), See(Second, 2)], contained: false);

        Assert.All(belief.Signals, s => Assert.Equal(Ln9 / 1.5, s.Nats, 12));
    }

    [Fact]
    public void Of_two_that_see_the_same_thing_a_silent_one_discounts_nothing()
    {
        var belief = Filter().Update(10, [See(First, 2), See(Second, 1)], contained: false);

        Assert.Equal(Ln9, Assert.Single(belief.Signals).Nats, 12);
    }

    [Fact]
    public void A_blind_detector_widens_the_belief_upwards_and_leaves_its_low_end_alone()
    {
        var belief = Filter().Update(10, [See(First, 1), Blind(Second)], contained: false);

        // 1 : 99, times 81, are 9 : 11.
        Assert.Equal(0.01, belief.P, 12);
        Assert.Equal(0.45, belief.PHigh, 12);
        Assert.Equal(0.5, belief.Coverage);
    }

    [Fact]
    public void Blindness_does_not_outlast_itself()
    {
        var filter = Filter();
        filter.Update(10, [See(First, 1), Blind(Second)], contained: false);
        var belief = filter.Update(10, [See(First, 1), See(Second, 1)], contained: false);

        Assert.Equal(belief.P, belief.PHigh, 12);
    }

    [Fact]
    public void Nothing_seen_is_worth_less_than_a_clean_look()
    {
        var (blind, clean) = (Filter(), Filter());
        blind.Update(10, [See(First, 3)], contained: false);
        clean.Update(10, [See(First, 3)], contained: false);

        Assert.True(blind.Update(10, [Blind(First)], contained: false).P > clean.Update(10, [See(First, 0)], contained: false).P);
    }

    [Fact]
    public void Log_odds_stay_between_the_prior_and_25_nats()
    {
        var filter = Filter();
        for (var i = 0; i < 100; i++)
        {
            filter.Update(10, [See(First, 3), See(Second, 3)], contained: false);
        }

        var certain = filter.Update(10, [See(First, 3)], contained: false);
        Assert.InRange(certain.LogOdds, 3, 25);
        Assert.InRange(filter.Update(10, [See(First, 3), Blind(Second)], contained: false).PHigh, certain.P, 1);
        Assert.Equal(0.01, Filter().Update(10, [See(First, 0), See(Second, 0)], contained: false).P, 12);
    }

    [Fact]
    public void While_contained_the_belief_does_not_fall_but_may_rise()
    {
        var filter = Filter();
        var before = filter.Update(10, [See(First, 2)], contained: false);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(before.P, filter.Update(10, [See(First, 0)], contained: true).P);
        }

        var after = filter.Update(10, [See(First, 3)], contained: true);
        Assert.True(after.P > before.P);
        Assert.True(filter.Update(10, [See(First, 0)], contained: false).P < after.P);
    }

    [Fact]
    public void A_reset_forgets_what_was_believed_but_not_what_was_said()
    {
        var filter = Filter();
        filter.Update(10, [See(First, 3)], contained: false);
        filter.Reset();

        var belief = filter.Update(10, [See(First, 3)], contained: false);

        Assert.Equal(0.5 * Ln9, Assert.Single(belief.Signals).Nats, 12);
        Assert.Equal(0.01 * 3 / (0.99 + (0.01 * 3)), belief.P, 12);
    }

    [Property(MaxTest = 500)]
    public bool Whatever_is_seen_every_number_is_one(int[] steps, byte rate)
    {
        double[] rates = [0, 0.1, 31_536, 1e12];
        var filter = new EvidenceFilter(Sample.Near, Round with { IncidentsPerYear = rates[rate % 4] });
        foreach (var step in steps)
        {
            var bits = Math.Abs((long)step);
            (IDetector, Assessment)[] looks = bits % 7 == 0 ? [] : bits % 5 == 0 ? [Blind(First), See(Second, bits % 4)] : [See(First, bits % 4)];
            var belief = filter.Update(bits % 11 == 0 ? 1e9 : 1 + (bits % 100), looks, contained: bits % 3 == 0);
            if (belief is not { P: >= 0 and < 1, PHigh: >= 0 and < 1, Coverage: >= 0 and <= 1 } || belief.P > belief.PHigh || double.IsNaN(belief.LogOdds))
            {
                return false;
            }
        }

        return true;
    }

    private static EvidenceFilter Filter() => new(Sample.Near, Round);

    private static (IDetector, Assessment) See(IDetector detector, double score) => (detector, new Assessment(score, EvidenceClass.Settled, null, null));

    private static (IDetector, Assessment) Blind(IDetector detector) => (detector, Assessment.Blind("no look"));

    private sealed class Stub(string name) : IDetector
    {
        public string Name => name;

        public Scope Scope => Sample.Near;

        public Assessment Assess(UnixSeconds now, MarketConditions conditions) => throw new NotSupportedException();

        public IDetector Clone() => this;
    }
}
