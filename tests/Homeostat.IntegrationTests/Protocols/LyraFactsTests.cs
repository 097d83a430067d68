using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Lyra;
using Homeostat.Ethereum;
using Homeostat.IntegrationTests.Devnet;

namespace Homeostat.IntegrationTests.Protocols;

/// <summary>Real transactions on Lyra against the facts that its definition makes of them.</summary>
public sealed class LyraFactsTests(LyraFixture lyra) : IClassFixture<LyraFixture>
{
    private const int Eth = 0;
    private const double Spot = 1_742;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LyraMarket Market => lyra.Market;

    private DecodingDefinition Decoding => Definition.Of("lyra", lyra.Deployment).Decoding;

    [Fact]
    public async Task A_long_call_is_a_position_a_price_and_collateral_that_comes_and_goes()
    {
        Address trader = await TraderAsync("caller");
        IReadOnlyList<object> opened = await FactsAsync(Market.Open(trader, await FirstStrikeAsync(), LyraOptionType.LongCall, 2, 0));
        double paid = 10_000 - await Market.QuoteAsync(trader, Cancellation);

        Assert.Contains(new PriceObserved(Eth, PriceKind.Index, Spot), opened);
        PositionChanged position = Assert.Single(opened.OfType<PositionChanged>());
        Assert.Equal((Eth, trader, 2.0), (position.Market, position.Account, position.BaseDelta));
        Assert.Equal(-paid, position.QuoteDelta, 6);
        Assert.Equal(paid, Sum(opened, trader), 6);

        IReadOnlyList<object> closed = await FactsAsync(Market.Close(trader, Assert.Single(await Market.PositionsAsync(trader, Cancellation))));
        double back = await Market.QuoteAsync(trader, Cancellation) - (10_000 - paid);
        position = Assert.Single(closed.OfType<PositionChanged>());
        Assert.Equal((trader, -2.0), (position.Account, position.BaseDelta));
        Assert.Equal(back, position.QuoteDelta, 6);
        Assert.Equal(-back, Sum(closed, trader), 6);
    }

    [Fact]
    public async Task A_short_put_is_a_negative_position_and_its_collateral_comes_in()
    {
        Address seller = await TraderAsync("seller");
        IReadOnlyList<object> opened = await FactsAsync(Market.Open(seller, await FirstStrikeAsync(), LyraOptionType.ShortPutQuote, 1, 1_400));

        PositionChanged position = Assert.Single(opened.OfType<PositionChanged>());
        Assert.Equal((seller, -1.0), (position.Account, position.BaseDelta));
        Assert.InRange(position.QuoteDelta, 1, 1_400);
        Assert.Equal(10_000 - await Market.QuoteAsync(seller, Cancellation), Sum(opened, seller), 6);
    }

    [Fact]
    public async Task A_short_put_that_goes_under_is_told_with_who_liquidated_it()
    {
        Address seller = await TraderAsync("goes under");
        Address liquidator = await TraderAsync("liquidator");
        ulong board = await Market.BoardAsync(Cancellation);
        ulong highest = (await Market.StrikesAsync(board, Cancellation))[^1];
        await lyra.DoAsync(Market.Open(seller, highest, LyraOptionType.ShortPutQuote, 1, 1_500));
        LyraPosition position = Assert.Single(await Market.PositionsAsync(seller, Cancellation));
        Assert.Equal(
            [new PriceObserved(Eth, PriceKind.Index, 1_000)],
            (await FactsAsync(Market.SetPrice(lyra.Keeper, 1_000))).OfType<PriceObserved>());
        await lyra.DoAsync(Market.UpdateGreeks(lyra.Keeper, board));

        IReadOnlyList<object> facts = await FactsAsync(Market.Liquidate(liquidator, position.Id));

        Liquidated liquidated = Assert.Single(facts.OfType<Liquidated>());
        Assert.Equal((Eth, seller, liquidator, 1.0), (liquidated.Market, liquidated.Account, liquidated.Liquidator, liquidated.BaseSize));
        PositionChanged closed = Assert.Single(facts.OfType<PositionChanged>());
        Assert.Equal((seller, 1.0), (closed.Account, closed.BaseDelta));
        await lyra.DoAsync(Market.SetPrice(lyra.Keeper, Spot), Market.UpdateGreeks(lyra.Keeper, board));
    }

    [Fact]
    public async Task Parameters_pauses_and_owners_that_change_are_told()
    {
        Address adapter = lyra.Deployment["lyra_synthetix_adapter"];
        Address market = lyra.Deployment["lyra_option_market"];
        Address owner = await lyra.Chain.AccountAsync("lyra new owner", Cancellation);

        Assert.Equal(
            [new ParameterChanged(adapter, "market_paused", market.ToWord(), 1)],
            await FactsAsync(lyra.Deployment.Call(lyra.Deployer, "lyra_synthetix_adapter", "setMarketPaused", market, true)));
        Assert.Equal(
            [new ParameterChanged(adapter, "market_paused", market.ToWord(), 0)],
            await FactsAsync(lyra.Deployment.Call(lyra.Deployer, "lyra_synthetix_adapter", "setMarketPaused", market, false)));
        Assert.Empty(await FactsAsync(lyra.Deployment.Call(lyra.Deployer, "lyra_registry", "nominateNewOwner", owner)));
        Assert.Equal(
            [new PrivilegeChanged(lyra.Deployment["lyra_registry"], PrivilegeKind.Owner, owner)],
            await FactsAsync(lyra.Deployment.Call(owner, "lyra_registry", "acceptOwnership")));
    }

    [Fact]
    public async Task Calls_say_what_they_let_their_caller_do()
    {
        Address trader = await lyra.Chain.AccountAsync("lyra caller", Cancellation);
        (DevnetTransaction Call, ExercisedCapabilities What)[] calls =
        [
            (Market.Open(trader, 1, LyraOptionType.LongCall, 1, 0), ExercisedCapabilities.Open | ExercisedCapabilities.Increase),
            (Market.Close(trader, new LyraPosition(1, 1, LyraOptionType.LongCall, 1, 0)), ExercisedCapabilities.Close),
            (Market.AddCollateral(trader, 1, 1), ExercisedCapabilities.TopUp),
            (Market.Liquidate(trader, 1), ExercisedCapabilities.Liquidate),
            (Market.Deposit(trader, 1), ExercisedCapabilities.Open),
        ];

        Assert.All(calls, c => Assert.Equal([new CapabilityExercised(c.Call.To!.Value, trader, c.What)], FactRecorder.OfCall(Decoding, c.Call)));
    }

    /// <summary>What came in from the account, net.</summary>
    private static double Sum(IEnumerable<object> facts, Address account) =>
        facts.OfType<CollateralMoved>().Where(c => c.Account == account).Sum(c => c.AmountUsd);

    private async Task<IReadOnlyList<object>> FactsAsync(DevnetTransaction transaction) =>
        FactRecorder.Of(Decoding, await lyra.DoAsync(transaction));

    private async Task<Address> TraderAsync(string name)
    {
        Address trader = await lyra.Chain.AccountAsync("lyra facts " + name, Cancellation);
        await lyra.DoAsync(Market.MintQuote(lyra.Deployer, trader, 10_000), Market.ApproveQuote(trader, "lyra_option_market"));
        return trader;
    }

    private async Task<ulong> FirstStrikeAsync() => (await Market.StrikesAsync(await Market.BoardAsync(Cancellation), Cancellation))[0];
}
