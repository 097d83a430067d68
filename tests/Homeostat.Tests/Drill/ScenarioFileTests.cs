using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Homeostat.Engine.Drill;

namespace Homeostat.Tests.Drill;

public sealed class ScenarioFileTests : IDisposable
{
    private readonly ScenarioDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_sample_is_read_as_written()
    {
        var scenario = _directory.Load();

        Assert.Equal("mark-manipulation", scenario.Slug);
        Assert.True(scenario.Attack);
        Assert.Equal(AttackedScope.Market, scenario.Attacks);
        Assert.Equal(new ChainPlan(15, 40, 110), scenario.Chain);
        Assert.Equal(1_739_642_400, scenario.Market.Start);
        Assert.Equal(new VenuePlan("venue-b", 15, 4), scenario.Venues[1]);
        Assert.Equal(
            [new Maker.AroundPrice(400_000, 0.03, Recentre: true), new Maker.Fixed(50_000, 50, 200)],
            scenario.Population.Makers);
        Assert.Equal(new Spread(5_000, 25_000), scenario.Population.Traders!.Usd);
        Assert.Equal(new Actor("attacker", Attacker: true, 110_000, 100), Assert.Single(scenario.Actors));
        Assert.Equal(4, scenario.Steps.Length);
    }

    [Fact]
    public void Steps_keep_their_order_schedule_and_place()
    {
        var steps = _directory.Load().Steps;

        var advance = Assert.IsType<CallStep>(steps[1]);
        Assert.Equal(new BlockSchedule(11, 100, 1), advance.When);
        Assert.Equal(9_000_000, advance.Send.Gas);
        Assert.Equal(2_000_000_000, advance.Send.PriorityFeeWei);
        Assert.Equal(53, advance.Place.Line);
        var council = Assert.IsType<CallStep>(steps[2]);
        Assert.Equal(OperatorWord.Eradicated, council.Command);
        Assert.Equal("market_registry.setMarketMaxPriceSpreadRatio(address,uint24)", council.Send.Call.ToString());
        Assert.Equal(7_200, Assert.IsType<WaitStep>(steps[3]).Seconds);
    }

    [Fact]
    public void A_quiet_stretch_lengthens_the_way_to_its_block_only()
    {
        var scenario = _directory.Load();

        Assert.Equal(15 * 60, scenario.SecondsAt(60));
        Assert.Equal(15 + 7_200, scenario.SecondsBefore(61));
        Assert.Equal(15, scenario.SecondsBefore(62));
        Assert.Equal(-15 * 40, scenario.SecondsAt(-40));
    }

    [Fact]
    public void Sources_are_found_beside_the_scenario_and_series_among_the_shared_ones()
    {
        var scenario = _directory.Load();

        Assert.Equal(_directory.At("Manipulator.sol"), scenario.Contracts[0].Source);
        Assert.True(scenario.Market.Series.Covers(scenario.Market.Start, scenario.Market.Start + 3_600));
    }

    [Fact]
    public void A_series_beside_the_scenario_comes_before_a_shared_one()
    {
        File.WriteAllText(_directory.At("near-2025-02-calm.csv"), "time,open,high,low,close\n");

        Assert.Contains("near-2025-02-calm.csv:1:1", _directory.Problems(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1000000", 1_000_000)]
    [InlineData("-5", -5)]
    [InlineData("1_000", 1_000)]
    [InlineData("\"12\"", 12)]
    public void Whole_numbers_are_numbers(string written, long value) =>
        Assert.Equal(value, Assert.IsType<Argument.Number>(Arg(written)).Value);

    [Theory]
    [InlineData("123.5 usd", AmountUnit.Usd, "123500000")]
    [InlineData("\"110000 usd\"", AmountUnit.Usd, "110000000000")]
    [InlineData("5 ether", AmountUnit.Ether, "5000000000000000000")]
    [InlineData("0.25 gwei", AmountUnit.Gwei, "250000000")]
    [InlineData("7 wei", AmountUnit.Wei, "7")]
    public void Amounts_carry_their_unit(string written, AmountUnit unit, string smallest)
    {
        var amount = Assert.IsType<Argument.Amount>(Arg(written));

        Assert.Equal(unit, amount.Unit);
        Assert.Equal(BigInteger.Parse(smallest, CultureInfo.InvariantCulture), amount.InSmallest(6));
    }

    [Fact]
    public void An_amount_finer_than_the_token_has_no_value_in_it() =>
        Assert.Null(Assert.IsType<Argument.Amount>(Arg("0.0000001 usd")).InSmallest(6));

    [Fact]
    public void The_other_kinds_of_argument()
    {
        var args = Args("[0x00FF, true, $controller, hello there, [$vault, [1, 2]]]");

        Assert.Equal("00ff", Assert.IsType<Argument.Hex>(args[0]).Digits);
        Assert.True(Assert.IsType<Argument.Flag>(args[1]).Value);
        Assert.Equal("controller", Assert.IsType<Argument.Name>(args[2]).Of);
        Assert.Equal("hello there", Assert.IsType<Argument.Text>(args[3]).Written);
        Assert.Equal("[$vault, [1, 2]]", Assert.IsType<Argument.List>(args[4]).Written);
    }

    [Fact]
    public void Numbers_larger_than_a_double_are_exact()
    {
        var written = ((BigInteger.One << 256) - 1).ToString(CultureInfo.InvariantCulture);

        Assert.Equal((BigInteger.One << 256) - 1, Assert.IsType<Argument.Number>(Arg(written)).Value);
    }

    [Fact]
    public void An_expectation_is_held_by_values_within_it_and_never_by_none()
    {
        var range = new ExpectedRange("averted_ratio", 0.8, null);

        Assert.True(range.Holds(0.8));
        Assert.False(range.Holds(0.79));
        Assert.False(range.Holds(null));
        Assert.Equal("≥ 0.8", range.ToString());
    }

    [Fact]
    public void Loading_twice_gives_the_same()
    {
        var (first, second) = (_directory.Load(), _directory.Load());

        Assert.Equal(first.Steps.OfType<WaitStep>(), second.Steps.OfType<WaitStep>());
        Assert.Equal(first.Contracts[0].Args.AsEnumerable(), second.Contracts[0].Args);
        Assert.Equal(first.Market.Series.PriceAt(first.Market.Start), second.Market.Series.PriceAt(second.Market.Start));
    }

    private Argument Arg(string written) => Args($"[{written}]")[0];

    private ImmutableArray<Argument> Args(string written)
    {
        _directory.With("args: [\"110000 usd\"]", $"args: {written}");
        return ((CallStep)_directory.Load().Steps[0]).Send.Call.Args;
    }
}
