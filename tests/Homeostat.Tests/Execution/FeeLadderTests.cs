using FsCheck.Xunit;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Execution.Fees;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Execution;

public class FeeLadderTests
{
    private static readonly Wei BaseFee = Wei.FromGwei(10);
    private static readonly FeeLadder Ladder = new(Wei.FromGwei(10), Wei.FromGwei(100), Wei.FromGwei(200), DeadlineBlocks: 4);

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 40)]
    [InlineData(2, 70)]
    [InlineData(3, 100)]
    [InlineData(4, 100)]
    [InlineData(1_000, 100)]
    public void The_bid_grows_in_a_line_and_is_highest_for_the_deadlines_own_block(ulong waited, ulong gwei)
    {
        Assert.Equal(Wei.FromGwei(gwei), Ladder.At(waited, BaseFee).Priority);
    }

    [Fact]
    public void With_a_deadline_of_one_block_the_cap_is_reached_after_it()
    {
        var urgent = Ladder with { DeadlineBlocks = 1 };

        Assert.Equal(Ladder.Start, urgent.At(0, BaseFee).Priority);
        Assert.Equal(Ladder.Cap, urgent.At(1, BaseFee).Priority);
    }

    [Fact]
    public void Twice_the_base_fee_is_covered_up_to_its_cap()
    {
        Assert.Equal(Wei.FromGwei(30), Ladder.At(0, BaseFee).Max);
        Assert.Equal(Wei.FromGwei(210), Ladder.At(0, Wei.FromGwei(5_000)).Max);
    }

    [Fact]
    public void A_replacement_is_at_least_an_eighth_more_on_both_fields()
    {
        var sent = new FeeOffer(Wei.FromGwei(80), Wei.FromGwei(160));

        Assert.Equal(new FeeOffer(Wei.FromGwei(90), Wei.FromGwei(180)), Ladder.Replacing(sent, 0, BaseFee));
    }

    [Fact]
    public void Nothing_replaces_an_offer_whose_least_replacement_is_above_the_cap()
    {
        Assert.Null(Ladder.Replacing(new FeeOffer(Wei.FromGwei(90), Wei.FromGwei(100)), 10, BaseFee));
        Assert.Null(Ladder.Doubling(new FeeOffer(Wei.FromGwei(10), Wei.FromGwei(290)), BaseFee));
    }

    [Property]
    public bool Every_replacement_is_one_that_nodes_take_and_that_the_cap_allows(ushort priority, ushort above, byte waited, ushort baseFee)
    {
        var sent = new FeeOffer(new Wei(priority * 1_000_000UL), new Wei(((ulong)priority + above) * 1_000_000UL));
        FeeOffer?[] offers = [Ladder.Replacing(sent, waited, new Wei(baseFee * 1_000_000UL)), Ladder.Doubling(sent, new Wei(baseFee * 1_000_000UL))];

        return offers.All(o => o is not { } offer || (offer.Replaces(sent) && offer.Priority <= Ladder.Cap && offer.Max <= Ladder.Top.Max && offer.Max >= offer.Priority));
    }

    [Property]
    public bool The_bid_never_falls_while_waiting(byte first, byte second) =>
        Ladder.At(Math.Min(first, second), BaseFee).Priority <= Ladder.At(Math.Max(first, second), BaseFee).Priority;

    [Fact]
    public void Bait_cannot_drain_the_wallet_a_bid_is_a_share_of_what_is_at_stake()
    {
        var market = new FeeMarket(ExecutionOptions.Default);

        // 0.1 % of 600,000 USD is 0.2 ether, 100 gwei for each of 2,000,000 units of gas.
        Assert.Equal(Wei.FromGwei(100), market.LadderFor(600_000).Cap);
        Assert.Equal(Wei.FromGwei(500), market.LadderFor(1e12).Cap);
        Assert.Equal(Wei.FromGwei(4), market.LadderFor(0).Cap);
        Assert.Equal(Wei.FromGwei(2), market.LadderFor(0).Start);
    }

    [Fact]
    public void Every_ladder_begins_at_a_bid_that_is_signed_beforehand()
    {
        var market = new FeeMarket(ExecutionOptions.Default);

        Assert.All([0, 1e3, 1e6, 1e7, 1e9], stake => Assert.Contains(market.LadderFor(stake).Start, market.Rungs));
    }
}
