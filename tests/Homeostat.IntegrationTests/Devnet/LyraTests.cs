using Homeostat.Engine.Devnet.Lyra;
using Homeostat.Ethereum;

namespace Homeostat.IntegrationTests.Devnet;

public sealed class LyraTests(LyraFixture lyra) : IClassFixture<LyraFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LyraMarket Market => lyra.Market;

    [Fact]
    public async Task A_trader_opens_and_closes_a_long_call()
    {
        Address trader = await TraderAsync("caller", 10_000);
        ulong strike = await FirstStrikeAsync();
        await lyra.DoAsync(Market.Open(trader, strike, LyraOptionType.LongCall, 2, 0));
        LyraPosition position = Assert.Single(await Market.PositionsAsync(trader, Cancellation));
        Assert.Equal((LyraOptionType.LongCall, 2.0, strike), (position.Type, position.Amount, position.Strike));
        double premium = 10_000 - await Market.QuoteAsync(trader, Cancellation);

        // Two calls on 1742 struck at 1500 are worth at least what exercising them would bring.
        Assert.InRange(premium, 2 * (1_742 - 1_500), 2 * 1_742);

        await lyra.DoAsync(Market.Close(trader, position));
        Assert.Empty(await Market.PositionsAsync(trader, Cancellation));
        double lost = 10_000 - await Market.QuoteAsync(trader, Cancellation);
        Assert.InRange(lost, 1, premium / 2);
    }

    [Fact]
    public async Task A_seller_of_puts_posts_quote_and_gets_it_back()
    {
        Address seller = await TraderAsync("seller", 10_000);
        ulong strike = await FirstStrikeAsync();
        await lyra.DoAsync(Market.Open(seller, strike, LyraOptionType.ShortPutQuote, 1, 1_400));
        LyraPosition position = Assert.Single(await Market.PositionsAsync(seller, Cancellation));
        Assert.Equal(1_400, position.Collateral, 6);
        Assert.InRange(await Market.QuoteAsync(seller, Cancellation), 8_601, 9_999);

        await lyra.DoAsync(Market.AddCollateral(seller, position.Id, 100));
        Assert.Equal(1_500, Assert.Single(await Market.PositionsAsync(seller, Cancellation)).Collateral, 6);
        await lyra.DoAsync(Market.Close(seller, position));
        Assert.Empty(await Market.PositionsAsync(seller, Cancellation));
        Assert.InRange(await Market.QuoteAsync(seller, Cancellation), 9_500, 9_999);
    }

    [Fact]
    public async Task The_keeper_s_feed_is_the_spot_price_that_Lyra_reads()
    {
        ulong board = await Market.BoardAsync(Cancellation);
        await lyra.DoAsync(Market.SetPrice(lyra.Keeper, 1_800), Market.UpdateGreeks(lyra.Keeper, board));
        Assert.Equal(1_800, await SpotAsync(), 6);
        await lyra.DoAsync(Market.SetPrice(lyra.Keeper, 1_742), Market.UpdateGreeks(lyra.Keeper, board));
        Assert.Equal(1_742, await SpotAsync(), 6);
    }

    private async Task<double> SpotAsync()
    {
        var price = await lyra.Deployment.ReadAsync(
            "lyra_synthetix_adapter", "getSpotPriceForMarket", [lyra.Deployment["lyra_option_market"]], Cancellation);
        return price[0].AsUInt256().ToDouble() / 1e18;
    }

    private async Task<Address> TraderAsync(string name, double usd)
    {
        Address trader = await lyra.Chain.AccountAsync("lyra " + name, Cancellation);
        await lyra.DoAsync(Market.MintQuote(lyra.Deployer, trader, usd), Market.ApproveQuote(trader, "lyra_option_market"));
        return trader;
    }

    private async Task<ulong> FirstStrikeAsync()
    {
        ulong board = await Market.BoardAsync(Cancellation);
        return (await Market.StrikesAsync(board, Cancellation))[0];
    }
}
