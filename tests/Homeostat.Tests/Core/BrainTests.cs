using System.Collections.Immutable;
using FsCheck.Xunit;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Incidents;

namespace Homeostat.Tests.Core;

public class BrainTests
{
    [Property(MaxTest = 25)]
    public bool The_same_inputs_twice_give_the_same_emissions_bit_for_bit(int seed, byte length)
    {
        var story = new RandomStory(seed);
        var first = new Watched();
        var inputs = story.Blocks(first, length);
        var second = new Watched();
        inputs.ForEach(i => second.Step(i));

        return first.Said.Select(Watched.Exactly).SequenceEqual(second.Said.Select(Watched.Exactly));
    }

    /// <summary>The state holds everything that later emissions depend on, so comparing those compares it.</summary>
    [Property(MaxTest = 40)]
    public bool After_a_reorg_down_to_64_deep_it_goes_on_as_if_the_lost_blocks_had_never_been(int seed, byte common, byte lost)
    {
        var story = new RandomStory(seed);
        var reorged = new Watched();
        var before = story.Blocks(reorged, common % 40);
        var fork = reorged.Chain;
        reorged.Chain = fork.Branch("lost");
        var inputs = story.Blocks(reorged, 1 + (lost % Brain.ReorgDepth));
        reorged.Chain = fork.Branch("kept");
        reorged.Step(new ChainUpdate.Reverted([.. inputs.OfType<ChainUpdate.Committed>().Select(c => c.Block.Ref)]));

        var straight = new Watched();
        before.ForEach(i => straight.Step(i));
        foreach (var tick in inputs.OfType<Tick>())
        {
            straight.Step(tick);
        }

        straight.Chain = fork.Branch("kept");
        reorged.Said.Clear();
        straight.Said.Clear();
        foreach (var input in story.Blocks(reorged, 20))
        {
            straight.Step(input);
        }

        return reorged.Said.Select(WithoutRetraction).SequenceEqual(straight.Said.Select(WithoutRetraction));
    }

    [Fact]
    public void A_reorg_in_one_step_says_what_its_blocks_would_have_said_one_by_one()
    {
        var (first, second) = (new Watched(), new Watched());
        ImmutableArray<BlockRef> old = [];
        foreach (var watched in new[] { first, second })
        {
            var fork = watched.Chain.Branch("kept");
            watched.Next(Logs.Swap(0, 140));
            old = [watched.Chain.Tip];
            watched.Chain = fork;
            watched.Said.Clear();
        }

        ImmutableArray<Homeostat.Core.Chain.Block> blocks = [first.Chain.Next(Logs.Swap(0, 101)), first.Chain.Next(Logs.Swap(0, 141))];
        first.Step(new ChainUpdate.Reorged(old, blocks));
        second.Step(new ChainUpdate.Reverted(old));
        second.Step(new ChainUpdate.Committed(blocks[0]));
        second.Step(new ChainUpdate.Committed(blocks[1]));

        Assert.Equal(second.Said.Select(Watched.Exactly), first.Said.Select(Watched.Exactly));
    }

    [Fact]
    public void An_incident_whose_evidence_is_reorged_away_is_retracted_and_dismissed()
    {
        var watched = new Watched();
        watched.Next(Logs.Swap(0, 140));

        watched.Step(new ChainUpdate.Reverted([watched.Chain.Tip]));

        Assert.Equal(IncidentPhase.Dismissed, watched.Incident!.Phase);
        Assert.Equal(TimelineKind.Retracted, watched.Incident.Timeline[^1].Kind);
    }

    [Fact]
    public void An_incident_that_began_before_the_fork_goes_on()
    {
        var watched = new Watched();
        watched.Next(Logs.Swap(0, 140));
        watched.Next();

        watched.Step(new ChainUpdate.Reverted([watched.Chain.Tip]));

        Assert.Equal(IncidentPhase.Detected, watched.Incident!.Phase);
        Assert.Equal(TimelineKind.Retracted, watched.Incident.Timeline[^1].Kind);
    }

    [Theory]
    [InlineData(1, IncidentPhase.Contained)]
    [InlineData(2, IncidentPhase.Detected)]
    public void An_action_mined_in_a_block_that_stays_holds_after_a_reorg_and_one_in_a_lost_block_does_not(int lost, IncidentPhase phase)
    {
        var watched = new Watched();
        watched.Next(Logs.Swap(0, 140));
        watched.Next();
        var included = watched.Chain.Tip;
        watched.AllHold();
        watched.Next();

        watched.Step(new ChainUpdate.Reverted([.. new[] { included, watched.Chain.Tip }.TakeLast(lost)]));

        Assert.Equal(phase, watched.Incident!.Phase);
    }

    [Fact]
    public void The_world_outside_the_chain_is_not_undone_by_a_reorg()
    {
        var watched = new Watched();
        var kept = watched.Chain.Branch("kept");
        watched.Next();
        var old = watched.Chain.Tip;
        watched.Chain = kept;
        watched.Step(watched.Chain.Quotes(140));
        watched.Step(new ChainUpdate.Reorged([old], [watched.Chain.Next(Logs.Swap(0, 140), Logs.Answer(0, 140), Logs.Swap(1, 140), Logs.Answer(1, 140))]));

        Assert.Empty(watched.Belief(Sample.Near).Signals);
    }

    [Fact]
    public void What_a_person_said_is_not_undone_by_a_reorg()
    {
        var watched = new Watched();
        watched.Next(Logs.Swap(0, 140));
        watched.Next();
        watched.Step(new OperatorCommand(OperatorVerb.Acknowledge, "ada", "on it"));
        watched.Step(new ChainUpdate.Reverted([watched.Chain.Tip]));

        Assert.Contains(watched.Incident!.Timeline, l => l.Kind == TimelineKind.Acknowledged);
    }

    [Fact]
    public void A_deeper_reorg_halts()
    {
        var watched = new Watched();
        var old = new List<BlockRef>();
        for (var i = 0; i <= Brain.ReorgDepth; i++)
        {
            watched.Next();
            old.Add(watched.Chain.Tip);
        }

        Halts(watched, new ChainUpdate.Reverted([.. old]));
    }

    [Fact]
    public void The_deepest_reorg_does_not_halt()
    {
        var watched = new Watched();
        var old = new List<BlockRef>();
        for (var i = 0; i < Brain.ReorgDepth; i++)
        {
            watched.Next();
            old.Add(watched.Chain.Tip);
        }

        Assert.Empty(watched.Step(new ChainUpdate.Reverted([.. old])).OfType<Emission.Halted>());
    }

    [Fact]
    public void A_gap_halts()
    {
        var watched = new Watched();
        watched.Chain.Next();

        Halts(watched, new ChainUpdate.Committed(watched.Chain.Next()));
    }

    [Fact]
    public void A_block_with_another_parent_halts()
    {
        var watched = new Watched();

        Halts(watched, new ChainUpdate.Committed(watched.Chain.Next() with { ParentHash = default }));
    }

    [Fact]
    public void A_block_with_the_right_parent_and_the_wrong_number_halts()
    {
        var watched = new Watched();
        var block = watched.Chain.Next();

        Halts(watched, new ChainUpdate.Committed(block with { Ref = block.Ref with { Number = block.Ref.Number + 1 } }));
    }

    [Fact]
    public void A_reorg_of_blocks_that_it_does_not_know_or_of_none_halts()
    {
        Halts(new Watched(), new ChainUpdate.Reverted([new BlockRef(Watched.OpeningBlocks, default)]));
        Halts(new Watched(), new ChainUpdate.Reverted([]));
    }

    [Fact]
    public void A_reorg_whose_new_blocks_do_not_join_halts()
    {
        var watched = new Watched();
        var tip = watched.Chain.Tip;

        Halts(watched, new ChainUpdate.Reorged([tip], [watched.Chain.Next()]));
    }

    private static void Halts(Watched watched, Input input)
    {
        Assert.IsType<Emission.Halted>(watched.Step(input)[^1]);
        Assert.Empty(watched.Next(Logs.Swap(0, 140)));
    }

    private static string WithoutRetraction(Emission emission) => Watched.Exactly(emission is Emission.IncidentChanged changed
        ? changed with { Incident = changed.Incident with { Timeline = changed.Incident.Timeline.RemoveAll(l => l.Kind == TimelineKind.Retracted) } }
        : emission);
}
