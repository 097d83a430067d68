using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;

namespace Homeostat.Tests.Core.Detection;

public class MarketConditionsTests
{
    private static readonly UnixSeconds Start = new(1_739_000_000);
    private readonly MarketConditions _conditions = new(Sample.Definition, Sample.Policy.Conditions);

    [Fact]
    public void The_collateral_is_the_median_of_the_newest_blocks()
    {
        Close(1000);
        Close(0, 0, 0, 0, 0, 0, 0);
        Close(-900);

        Assert.Equal(100, _conditions.TvlNowUsd);
        Assert.Equal(1000, _conditions.TvlUsd);
        Close(0, 0, 0, 0);
        Assert.Equal(100, _conditions.TvlUsd);
    }

    [Fact]
    public void From_first_suspicion_on_nothing_is_learnt_until_it_is_over()
    {
        Close(1000, 0, 0);
        _conditions.Freeze();
        Close(-1000, 0, 0, 0, 0, 0, 0, 0, 0);

        Assert.Equal(1000, _conditions.TvlUsd);
        _conditions.Thaw();
        Close(0, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal(0, _conditions.TvlUsd);
    }

    [Fact]
    public void A_second_suspicion_does_not_move_what_the_first_froze()
    {
        Close(1000);
        _conditions.Freeze();
        Close(500);
        _conditions.Freeze();

        Assert.Equal(1000, _conditions.TvlUsd);
    }

    [Fact]
    public void Rounding_never_makes_the_collateral_or_the_open_interest_negative()
    {
        Close(0.1, 0.2, -0.3, -1e-9, 0, 0, 0, 0, 0, 0, 0);
        foreach (var change in new[] { 0.3, -0.1, -0.1, -0.1 })
        {
            _conditions.On(new PositionChanged(0, Sample.Alice, change, 1, 0));
        }

        _conditions.CloseBlock();

        Assert.True(_conditions.TvlNowUsd < 0, "the sum of what came and went is a little less than nothing");
        Assert.Equal(0, _conditions.TvlUsd);
        Assert.True(_conditions.OpenInterestUsd(0) >= 0);
    }

    [Fact]
    public void Open_interest_is_the_long_side_at_the_last_price()
    {
        _conditions.On(new PositionChanged(0, Sample.Alice, 10, -1000, 1));
        _conditions.On(new PositionChanged(0, Sample.Thief, -4, 440, 1));
        _conditions.CloseBlock();

        Assert.Equal(10 * 110, _conditions.OpenInterestUsd(0));
        Assert.Equal(1440, _conditions.VolumePerBlockUsd(0));
        Assert.Equal(0, _conditions.OpenInterestUsd(1));
    }

    [Fact]
    public void The_volume_of_frozen_blocks_does_not_come_out_as_one_block_later()
    {
        _conditions.CloseBlock();
        _conditions.Freeze();
        for (var i = 0; i < 50; i++)
        {
            _conditions.On(new PositionChanged(0, Sample.Thief, 1, -100, 0));
            _conditions.CloseBlock();
        }

        _conditions.Thaw();
        _conditions.On(new PositionChanged(0, Sample.Alice, 1, -30, 0));
        _conditions.CloseBlock();

        Assert.Equal(15, _conditions.VolumePerBlockUsd(0));
    }

    [Fact]
    public void An_attackers_trades_and_the_protocols_own_prices_do_not_move_volatility()
    {
        Minutes(100, 101, 100, 102);
        var before = _conditions.Sigma(0);
        for (var i = 0; i < 100; i++)
        {
            _conditions.On(new PriceObserved(0, PriceKind.Mark, i % 2 == 0 ? 50 : 200));
            _conditions.On(new PriceObserved(0, PriceKind.Index, i % 2 == 0 ? 50 : 200));
            _conditions.On(new PositionChanged(0, Sample.Thief, 100, -20_000, 10));
            _conditions.CloseBlock();
        }

        Assert.True(before > Sample.Policy.Conditions.SigmaFloor);
        Assert.Equal(before, _conditions.Sigma(0));
        Assert.Equal(before, _conditions.SigmaMax());
    }

    [Fact]
    public void Volatility_is_annualised_from_squared_returns_and_halves_its_memory_in_an_hour()
    {
        // From nothing, one step r over the half-life weighs one half: ½ r²/Δt, over a year.
        Observe(Start, 100, 100, 100);
        Observe(Start.Plus(3600), 110, 110, 110);

        var r = Math.Log(1.1);
        Assert.Equal(Math.Sqrt(0.5 * r * r / 3600 * 31_536_000), _conditions.Sigma(0), 9);
    }

    [Fact]
    public void Without_movement_volatility_is_its_floor()
    {
        Minutes(100, 100, 100);

        Assert.Equal(0.3, _conditions.Sigma(0));
    }

    [Fact]
    public void One_venue_out_of_three_moves_nothing()
    {
        Minutes(100, 100);
        Observe(Start.Plus(120), 100, 500, 100);

        Assert.Equal(0.3, _conditions.Sigma(0));
        Assert.True(_conditions.TryReference(0, Start.Plus(120), out var reference));
        Assert.Equal(100, reference.Price);
    }

    [Fact]
    public void A_stale_quote_is_a_missing_one()
    {
        Observe(Start, 100, 100, 100);

        Assert.True(_conditions.TryReference(0, Start.Plus(90), out var reference));
        Assert.Equal((3, 90.0), (reference.Venues, reference.AgeSeconds));
        Assert.False(_conditions.TryReference(0, Start.Plus(91), out _));
    }

    [Fact]
    public void A_quote_from_the_future_goes_stale_like_any_other()
    {
        Tell(Start, new Quote("a", "near", 100, Start.Plus(1_000_000)));

        Assert.True(_conditions.TryReference(0, Start, out _));
        Assert.False(_conditions.TryReference(0, Start.Plus(91), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_quote_that_is_no_price_is_a_missing_one(double price)
    {
        Tell(Start, new Quote("a", "near", price, Start), new Quote("d", "near", 100, Start), new Quote("a", "nowhere", 100, Start));

        Assert.False(_conditions.TryReference(0, Start, out _));
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        Close(1000);
        var copy = _conditions.Clone();
        copy.On(new CollateralMoved(Sample.Alice, 500));
        copy.CloseBlock();
        copy.Freeze();

        Assert.Equal((1000.0, 1000.0, false), (_conditions.TvlNowUsd, _conditions.TvlUsd, _conditions.IsFrozen));
    }

    private void Close(params double[] moves)
    {
        foreach (var move in moves)
        {
            _conditions.On(new CollateralMoved(Sample.Alice, move));
            _conditions.CloseBlock();
        }
    }

    private void Minutes(params double[] prices)
    {
        for (var i = 0; i < prices.Length; i++)
        {
            Observe(Start.Plus(60 * i), prices[i], prices[i], prices[i]);
        }
    }

    private void Observe(UnixSeconds at, double a, double b, double c) =>
        Tell(at, new Quote("a", "near", a, at), new Quote("b", "near", b, at), new Quote("c", "near", c, at));

    private void Tell(UnixSeconds at, params ImmutableArray<Quote> quotes) => _conditions.Observe(new Tick(at, quotes));
}
