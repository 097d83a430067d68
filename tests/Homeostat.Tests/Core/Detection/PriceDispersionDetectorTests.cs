using System.Collections.Immutable;
using FsCheck.Xunit;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Detection.PriceDispersion;

namespace Homeostat.Tests.Core.Detection;

public class PriceDispersionDetectorTests
{
    // k σ √τ with k = 3, σ at its floor of 0.3 and τ = 60 s.
    private const double Allowance = 3 * 0.3 * 0.0013793;
    private static readonly UnixSeconds Now = new(1_739_000_000);

    private readonly MarketConditions _conditions = new(Sample.Definition, Sample.Policy.Conditions);

    [Theory]
    [InlineData(139)]
    [InlineData(75)]
    public void The_score_is_the_log_ratio_to_the_venues_median_less_the_allowance_whatever_its_sign(double mark)
    {
        Venues(99, 100, 101);

        var look = Look(PriceKind.Mark, mark);

        Assert.Null(look.Unverifiable);
        Assert.Equal(Math.Abs(Math.Log(mark / 100)) - Allowance, look.Score, 5);
        Assert.Contains(mark > 100 ? "above" : "below", look.Describe!(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_honest_lag_scores_nothing()
    {
        Venues(100, 100, 100);

        Assert.Equal(0, Look(PriceKind.Mark, 100.12).Score);
        Assert.True(Look(PriceKind.Mark, 100.13).Score > 0);
    }

    [Fact]
    public void In_a_volatile_market_an_honest_lag_may_be_larger()
    {
        for (var minute = -10; minute <= 0; minute++)
        {
            Venues(Now.Plus(60 * minute), minute % 2 == 0 ? 100 : 103, minute % 2 == 0 ? 100 : 103, minute % 2 == 0 ? 100 : 103);
        }

        Assert.Equal(0, Look(PriceKind.Mark, 102).Score);
    }

    [Fact]
    public void The_mark_and_the_index_are_judged_apart()
    {
        Venues(100, 100, 100);
        _conditions.On(new PriceObserved(0, PriceKind.Mark, 100));

        Assert.True(Look(PriceKind.Index, 140).Score > 0.3);
        Assert.Equal(0, Detector(PriceKind.Mark).Assess(Now, _conditions).Score);
    }

    [Fact]
    public void A_mark_that_the_world_left_behind_is_old_not_false()
    {
        var detector = Detector(PriceKind.Mark);
        Assert.Equal(0, Look(detector, 100, world: 100));

        Assert.Equal(0, Look(detector, 100, world: 75));
        Assert.Equal(0, Look(detector, 90, world: 75));
        Assert.Equal(0, Look(detector, 75, world: 75));
    }

    [Fact]
    public void Only_what_the_marks_own_moves_made_of_the_gap_counts_and_lasts_until_it_is_undone()
    {
        var detector = Detector(PriceKind.Mark);
        Look(detector, 100, world: 100);
        Look(detector, 100, world: 80);

        Assert.Equal(Math.Log(1.3), Look(detector, 130, world: 80), 5);
        Assert.Equal(Math.Log(1.3), Look(detector, 130, world: 80), 5);
        Assert.Equal(Math.Log(1.1), Look(detector, 110, world: 80), 5);
        Assert.Equal(0, Look(detector, 100, world: 80), 5);
        Assert.Equal(Math.Log(80 / 60.0), Look(detector, 60, world: 80), 5);
    }

    [Fact]
    public void A_world_that_catches_up_with_a_pushed_mark_clears_it()
    {
        var detector = Detector(PriceKind.Mark);
        Look(detector, 100, world: 100);

        Assert.Equal(Math.Log(1.3), Look(detector, 130, world: 100), 5);
        Assert.Equal(0, Look(detector, 130, world: 130));
        Assert.Equal(0, Look(detector, 130, world: 160));
    }

    [Fact]
    public void A_push_while_it_could_not_look_is_seen_when_it_can()
    {
        var detector = Detector(PriceKind.Mark);
        Look(detector, 100, world: 100);
        _conditions.On(new PriceObserved(0, PriceKind.Mark, 130));
        Assert.NotNull(detector.Assess(Now.Plus(91), _conditions).Unverifiable);

        Assert.Equal(Math.Log(1.3), Look(detector, 130, world: 100), 5);
    }

    [Fact]
    public void An_index_that_stays_behind_is_as_false_as_one_that_runs_away()
    {
        var detector = Detector(PriceKind.Index);
        Look(detector, 100, world: 100);

        Assert.Equal(Math.Log(100 / 75.0), Look(detector, 100, world: 75), 5);
    }

    [Fact]
    public void One_lying_venue_makes_no_difference()
    {
        Venues(100, 100, 140);

        Assert.Equal(0, Look(PriceKind.Mark, 100).Score);
    }

    [Fact]
    public void Below_its_quorum_of_fresh_venues_it_cannot_look()
    {
        _conditions.Observe(new Tick(Now, [new Quote("a", "near", 100, Now), new Quote("b", "near", 100, Now.Plus(-91))]));

        var look = Look(PriceKind.Mark, 200);

        Assert.Equal("1 fresh venues, 2 needed", look.Unverifiable);
        Assert.Equal(0, look.Score);
    }

    [Fact]
    public void Before_the_first_price_it_cannot_look()
    {
        Venues(100, 100, 100);

        Assert.Equal("no mark price seen yet", Detector(PriceKind.Mark).Assess(Now, _conditions).Unverifiable);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void A_price_of_nothing_or_less_or_beyond_all_bounds_has_the_greatest_score(double price)
    {
        Venues(100, 100, 100);

        Assert.Equal(10 - Allowance, Look(PriceKind.Index, price).Score, 5);
    }

    [Property(MaxTest = 1000)]
    public bool Every_score_is_a_number_from_zero_on(double price)
    {
        var conditions = new MarketConditions(Sample.Definition, Sample.Policy.Conditions);
        conditions.Observe(new Tick(Now, [new Quote("a", "near", 100, Now), new Quote("b", "near", 100, Now)]));
        conditions.On(new PriceObserved(0, PriceKind.Index, price));
        var look = Detector(PriceKind.Index).Assess(Now, conditions);
        return double.IsFinite(look.Score) && look.Score >= 0;
    }

    private static PriceDispersionDetector Detector(PriceKind kind) => new(Sample.Near, 0, kind, Sample.Policy.PriceDispersion);

    private Assessment Look(PriceKind kind, double price)
    {
        _conditions.On(new PriceObserved(0, kind, price));
        return Detector(kind).Assess(Now, _conditions);
    }

    /// <summary>The score and what was allowed for, in a market that was calm before.</summary>
    private double Look(PriceDispersionDetector detector, double price, double world)
    {
        var kind = detector.Name == "mark-dispersion" ? PriceKind.Mark : PriceKind.Index;
        Venues(world, world, world);
        _conditions.On(new PriceObserved(0, kind, price));
        var score = detector.Assess(Now, _conditions).Score;
        return score == 0 ? 0 : score + Allowance;
    }

    private void Venues(double a, double b, double c) => Venues(Now, a, b, c);

    private void Venues(UnixSeconds at, double a, double b, double c)
    {
        ImmutableArray<Quote> quotes = [new("a", "near", a, at), new("b", "near", b, at), new("c", "near", c, at)];
        _conditions.Observe(new Tick(at, quotes));
    }
}
