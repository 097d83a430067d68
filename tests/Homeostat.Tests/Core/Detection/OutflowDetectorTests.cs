using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Detection.Outflow;

namespace Homeostat.Tests.Core.Detection;

public class OutflowDetectorTests
{
    private readonly MarketConditions _conditions = new(Sample.Definition, Sample.Policy.Conditions);
    private readonly OutflowDetector _detector = new(Sample.Protocol, new OutflowOptions(HalfLifeBlocks: 8));

    [Fact]
    public void The_score_is_the_share_that_left_and_halves_with_its_half_life()
    {
        Open(1000);

        Assert.Equal(0.1, Block(-100).Score, 12);
        for (var i = 0; i < 7; i++)
        {
            Block();
        }

        Assert.Equal(0.05, Block().Score, 12);
    }

    [Fact]
    public void A_steady_drain_adds_up()
    {
        Open(1000);
        Block(-20);
        var before = Block(-20).Score;

        Assert.True(Block(-20).Score > before);
    }

    [Fact]
    public void What_comes_in_during_the_same_block_counts_against_what_leaves()
    {
        Open(1000);

        Assert.Equal(0, Block(-100, 100).Score);
        Assert.Equal(0, Block(500).Score);
        Assert.Equal(0.1, Block(-100).Score, 12);
    }

    [Fact]
    public void The_sentence_says_when_it_will_be_empty_at_this_pace()
    {
        Open(1000);

        // 8 / (ln 2 · 0.5) blocks.
        Assert.Equal("50.0 % of the collateral left within a few blocks ($500 net in this one); empty in 23.1 blocks at this pace", Block(-500).Describe!());
    }

    [Fact]
    public void Before_the_collateral_is_known_an_outflow_cannot_be_judged_and_quiet_can()
    {
        Assert.Equal("collateral left before its amount was known", Block(-100).Unverifiable);
        Assert.Null(Block().Unverifiable);
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        Open(1000);
        Block(-100);
        var copy = _detector.Clone();
        copy.On(new CollateralMoved(Sample.Thief, -500));
        copy.Assess(default, _conditions);

        Assert.Equal(0.1 * double.Exp2(-1.0 / 8), Block().Score, 12);
    }

    private void Open(double usd)
    {
        _conditions.On(new CollateralMoved(Sample.Alice, usd));
        _conditions.CloseBlock();
    }

    private Assessment Block(params double[] moves)
    {
        foreach (var move in moves)
        {
            _detector.On(new CollateralMoved(Sample.Thief, move));
        }

        return _detector.Assess(default, _conditions);
    }
}
