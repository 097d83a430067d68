using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Incidents;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Core;

/// <summary>A head that goes on above blocks that nobody has looked at yet, and blocks that cannot be relied on.</summary>
public class ResumingTests
{
    private const int Passed = 300;

    [Fact]
    public void The_head_goes_on_above_a_gap_with_what_was_known_before_it()
    {
        var watched = new Watched();
        var resumed = Pass(watched);

        var emissions = watched.Step(resumed);

        Assert.DoesNotContain(emissions, e => e is Emission.Halted);
        Assert.All(emissions.OfType<Emission.Judged>(), j => Assert.Equal(resumed.Block.Ref, j.Block));
        Assert.NotEmpty(emissions.OfType<Emission.Judged>());
        watched.Next();
        Assert.DoesNotContain(watched.Said, e => e is Emission.Halted);
    }

    [Fact]
    public void What_was_passed_over_is_stored_as_a_gap()
    {
        var watched = new Watched();
        var resumed = Pass(watched);
        var changes = StoreChanges.Of(resumed, watched.Step(resumed));

        var gap = Assert.IsType<StoreChange.Skipped>(changes[0]).Blocks;
        Assert.Equal(resumed.After.Number + 1, gap.First.Value);
        Assert.Equal(resumed.Block.Ref.Number - 1, gap.Last.Value);
        Assert.IsType<StoreChange.Committed>(changes[1]);
    }

    [Fact]
    public void Nothing_goes_back_below_a_gap()
    {
        var watched = new Watched();
        var resumed = Pass(watched);
        watched.Step(resumed);

        var said = watched.Step(new ChainUpdate.Reverted([resumed.Block.Ref]));

        Assert.Contains(said, e => e is Emission.Halted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_resumption_that_passes_nothing_over_or_begins_elsewhere_halts(bool elsewhere)
    {
        var watched = new Watched();
        var tip = elsewhere ? new BlockRef(1, Hash32.Zero) : watched.Chain.Tip;

        Assert.Contains(watched.Step(new ChainUpdate.Resumed(tip, watched.Chain.Next())), e => e is Emission.Halted);
    }

    [Fact]
    public void A_chain_that_diverged_deeper_than_can_be_undone_halts_with_an_incident()
    {
        var watched = new Watched();

        var said = watched.Step(new ChainUpdate.Diverged(watched.Chain.Tip, new BlockRef(500, Hash32.Zero)));

        Assert.Contains(said, e => e is Emission.Halted);
        Assert.Contains("halted", Assert.Single(said.OfType<Emission.IncidentChanged>()).Line.Text, StringComparison.Ordinal);
        Assert.Empty(watched.Next());
    }

    [Fact]
    public void A_halt_during_an_incident_is_a_line_of_it()
    {
        var watched = new Watched();
        watched.Next(Logs.Upgraded(Sample.Vault, Sample.Addr(99)));
        Assert.NotNull(watched.Incident);

        watched.Step(new ChainUpdate.Diverged(watched.Chain.Tip, new BlockRef(500, Hash32.Zero)));

        Assert.Equal(TimelineKind.Halted, watched.Incident.Timeline[^1].Kind);
    }

    [Fact]
    public void A_block_in_doubt_is_called_clean_by_nobody()
    {
        var watched = new Watched();
        var block = watched.Chain.Next() with { Doubt = "the bloom filter admits a log that nobody has" };

        var verdicts = watched.Step(new ChainUpdate.Committed(block)).OfType<Emission.Judged>().Select(j => j.Verdict).ToList();

        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, v => Assert.Equal((VerdictKind.Unverifiable, block.Doubt), (v.Kind, v.Reason)));
    }

    [Fact]
    public void A_fork_goes_on_where_the_head_was_and_neither_learns_of_the_other()
    {
        var head = new Brain(Sample.Configuration(Watched.OpeningBlocks + 1));
        var chain = new ChainBuilder();
        foreach (var input in chain.Opening(Watched.OpeningBlocks))
        {
            head.Step(input);
        }

        var fork = head.Fork();
        var (up, down) = (chain.Branch("up"), chain.Branch("down"));
        var straight = fork.Fork();

        head.Step(new ChainUpdate.Committed(up.Next(Logs.Upgraded(Sample.Vault, Sample.Addr(99)))));
        var block = new ChainUpdate.Committed(down.Next());

        Assert.Equal(straight.Step(block).Select(Watched.Exactly), fork.Step(block).Select(Watched.Exactly));
        Assert.Equal(down.Tip, fork.Tip);
        Assert.Equal(up.Tip, head.Tip);
    }

    /// <summary>The first block after many that the watched engine does not see.</summary>
    private static ChainUpdate.Resumed Pass(Watched watched)
    {
        var after = watched.Chain.Tip;
        for (var i = 0; i < Passed; i++)
        {
            watched.Chain.Next();
        }

        return new ChainUpdate.Resumed(after, watched.Chain.Next());
    }
}
