using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection.PriceDeviation;

namespace Homeostat.Tests.Core.Detection;

public class PriceDeviationRulesTests
{
    private static readonly PriceDeviationOptions Plain = new("jump", PriceKind.Index, 0.05, 0.05);

    [Fact]
    public void The_first_price_is_believed_and_small_moves_move_the_average()
    {
        var rules = new PriceDeviationRules([Plain]);

        Show(rules, 100, 104);

        Assert.True(rules.Alerts.IsEmpty);
        Assert.Equal(100 + (0.05 * 4), rules.AveragesOf(0)[0]);
    }

    [Theory]
    [InlineData(105, false)]
    [InlineData(105.01, true)]
    [InlineData(95, false)]
    [InlineData(94.99, true)]
    public void An_alert_is_a_price_beyond_the_threshold_and_leaves_the_average(double price, bool alerted)
    {
        var rules = new PriceDeviationRules([Plain]);

        Show(rules, 100, price);

        Assert.Equal(alerted, !rules.Alerts.IsEmpty);
        Assert.Equal(alerted ? 100 : 100 + (0.05 * (price - 100)), rules.AveragesOf(0)[0]);
        if (alerted)
        {
            Assert.Equal(new PriceDeviationAlert(0, 0, price, 100), rules.Alerts[0]);
        }
    }

    [Fact]
    public void Rules_listen_to_their_kind_of_price_and_markets_do_not_mix()
    {
        var rules = new PriceDeviationRules([Plain, Plain with { Slug = "mark", Kind = PriceKind.Mark }]);
        rules.On(new PriceObserved(0, PriceKind.Index, 100));
        rules.On(new PriceObserved(7, PriceKind.Index, 5));
        rules.On(new PriceObserved(0, PriceKind.Mark, 200));

        rules.On(new PriceObserved(7, PriceKind.Index, 100));

        Assert.Equal(new PriceDeviationAlert(0, 7, 100, 5), Assert.Single(rules.Alerts.ToArray()));
        Assert.Equal([100, 200], rules.AveragesOf(0));
    }

    [Fact]
    public void Many_rules_say_to_the_bit_what_each_would_say_alone()
    {
        var random = new Random(3);
        ImmutableArray<PriceDeviationOptions> many =
        [
            .. Enumerable.Range(0, 37).Select(i => new PriceDeviationOptions(
                $"r{i}", i % 3 == 0 ? PriceKind.Mark : PriceKind.Index, 0.01 + random.NextDouble() * 0.9, 0.005 + random.NextDouble() * 0.2)),
        ];
        PriceObserved[] prices =
        [
            .. Enumerable.Range(0, 3_000).Select(_ => new PriceObserved(
                random.Next(5), random.Next(2) == 0 ? PriceKind.Mark : PriceKind.Index, 100 * Math.Exp(0.1 * (random.NextDouble() - 0.5)))),
        ];
        var rules = new PriceDeviationRules(many);
        foreach (var price in prices)
        {
            rules.On(price);
        }

        var alerts = rules.Alerts.ToArray();
        for (var r = 0; r < many.Length; r++)
        {
            Assert.Equal(Alone(many[r], r, prices), alerts.Where(a => a.Rule == r));
        }

        Assert.NotEmpty(alerts);
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        var rules = new PriceDeviationRules([Plain]);
        Show(rules, 100);
        var copy = rules.Clone();

        Show(rules, 104);

        Assert.Equal(100, copy.AveragesOf(0)[0]);
    }

    [Fact]
    public void What_is_restored_goes_on_as_if_never_interrupted()
    {
        ImmutableArray<PriceDeviationOptions> both = [Plain, Plain with { Slug = "mark", Kind = PriceKind.Mark }];
        var rules = new PriceDeviationRules(both);
        Show(rules, 100, 101, 102);
        var restored = new PriceDeviationRules(both);
        restored.Restore(0, rules.AveragesOf(0));

        Show(rules, 140);
        Show(restored, 140);

        Assert.Equal(rules.Alerts.ToArray(), restored.Alerts.ToArray());
        Assert.Equal(rules.AveragesOf(0), restored.AveragesOf(0));
    }

    [Fact]
    public void A_price_costs_no_memory()
    {
        var rules = new PriceDeviationRules([.. Enumerable.Repeat(Plain, 100).Select((p, i) => p with { Slug = $"r{i}" })]);
        Show(rules, 100, 101);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Show(rules, 100.5, 100.25, 100);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(1.01, 0.05)]
    [InlineData(double.NaN, 0.05)]
    [InlineData(0.05, 0)]
    [InlineData(0.05, double.PositiveInfinity)]
    public void Options_that_make_no_sense_are_refused(double smoothing, double threshold) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new PriceDeviationRules([Plain with { Smoothing = smoothing, Threshold = threshold }]));

    private static void Show(PriceDeviationRules rules, params ReadOnlySpan<double> prices)
    {
        foreach (var price in prices)
        {
            rules.On(new PriceObserved(0, PriceKind.Index, price));
        }
    }

    /// <summary>The rule as its README says it, one market at a time.</summary>
    private static List<PriceDeviationAlert> Alone(PriceDeviationOptions rule, int place, PriceObserved[] prices)
    {
        var averages = new Dictionary<int, double>();
        var alerts = new List<PriceDeviationAlert>();
        foreach (var price in prices.Where(p => p.Kind == rule.Kind))
        {
            if (!averages.TryGetValue(price.Market, out var m))
            {
                averages[price.Market] = price.Price;
            }
            else if (Math.Abs(price.Price - m) > rule.Threshold * Math.Abs(m))
            {
                alerts.Add(new PriceDeviationAlert(place, price.Market, price.Price, m));
            }
            else
            {
                averages[price.Market] = m + (rule.Smoothing * (price.Price - m));
            }
        }

        return alerts;
    }
}
