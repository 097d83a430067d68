using Homeostat.Core.Chain;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.IntegrationTests.Protocols;

/// <summary>Real transactions on Curie against the facts that its definition makes of them.</summary>
public sealed class CurieFactsTests(CurieFixture curie) : IClassFixture<CurieFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CurieMarket Market => curie.Market;

    [Fact]
    public async Task Deposits_and_withdrawals_are_collateral()
    {
        Address user = await curie.AccountAsync("saver", 1_000);

        Assert.Equal([new CollateralMoved(user, 1_000)], await FactsAsync(Market.Deposit(user, 1_000)));
        Assert.Equal([new CollateralMoved(user, -400)], await FactsAsync(Market.Withdraw(user, 400)));
    }

    [Fact]
    public async Task Another_collateral_is_an_asset_of_the_market()
    {
        Address user = await curie.AccountAsync("holder", 1);
        await curie.DoAsync(
            curie.Deployment.Call(user, "second_collateral", "mint", user, CurieMarket.Tokens(50)),
            curie.Deployment.Call(user, "second_collateral", "approve", curie.Deployment["vault"], UInt256.MaxValue));

        Assert.Equal([new AssetMoved(0, user, 50)], await FactsAsync(Market.DepositTokens(user, 50)));
    }

    [Fact]
    public async Task A_trade_is_a_mark_price_and_a_position_of_the_trader()
    {
        Address trader = await curie.PersonAsync("trader", 5_000);

        IReadOnlyList<object> opened = await FactsAsync(Market.Trade(trader, 100, 3.5));

        PositionChanged position = Assert.Single(opened.OfType<PositionChanged>());
        Assert.Equal((0, trader), (position.Market, position.Account));
        Assert.Equal(100, position.BaseDelta, 6);
        Assert.InRange(position.QuoteDelta, -350, -290);
        PriceObserved mark = Assert.Single(opened.OfType<PriceObserved>());
        Assert.Equal(PriceKind.Mark, mark.Kind);
        Assert.Equal(await Market.MarkAsync(Cancellation), mark.Price, 9);

        IReadOnlyList<object> closed = await FactsAsync(Market.Close(trader));
        Assert.Equal(-100, Assert.Single(closed.OfType<PositionChanged>()).BaseDelta, 6);
    }

    [Fact]
    public async Task A_parameter_of_the_exchange_is_told_when_the_council_changes_it()
    {
        var call = curie.Deployment.Call(curie.Deployment["safe"], "exchange", "setMaxTickCrossedWithinBlock", curie.Deployment["base_token"], 900);

        Assert.Equal(
            [new ParameterChanged(curie.Deployment["exchange"], "max_tick_crossed_within_block", curie.Deployment["base_token"].ToWord(), 900)],
            FactRecorder.Of(curie.Decoding, await curie.CouncilAsync(call)));
    }

    [Fact]
    public async Task Calls_exercise_what_the_interposers_say_on_chain()
    {
        Address user = await curie.AccountAsync("caller", 1);
        var calls = curie.Decoding.Calls;
        (string Contract, string Group)[] gated = [("clearing_house", "clearing-house"), ("vault", "vault")];
        foreach (var (contract, slug) in gated)
        {
            var group = curie.Decoding.Groups.Select(g => g.Slug).ToList().IndexOf(slug);
            foreach (var call in calls.Where(c => c.Group == group))
            {
                var said = await curie.Deployment.ReadAsync(
                    contract + "_interposer", "capabilityOf", [call.Declared.Selector.ToBytes()], Cancellation);
                Assert.Equal((ExercisedCapabilities)said[0].AsUInt64(), call.Exercises);
            }
        }

        Assert.Equal(
            [new CapabilityExercised(curie.Deployment["vault"], user, ExercisedCapabilities.Withdraw)],
            FactRecorder.OfCall(curie.Decoding, Market.Withdraw(user, 1)));
    }

    private async Task<IReadOnlyList<object>> FactsAsync(DevnetTransaction transaction) =>
        FactRecorder.Of(curie.Decoding, await curie.DoAsync(transaction));
}
