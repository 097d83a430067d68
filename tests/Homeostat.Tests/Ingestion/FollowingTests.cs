using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Tests.Ingestion.Simulation;

namespace Homeostat.Tests.Ingestion;

public class FollowingTests
{
    [Fact]
    public void A_reorganisation_that_happened_while_we_were_down_is_delivered_first()
    {
        var network = new SimulatedNetwork(seed: 3);
        network.Add("one", EndpointKind.WebSocket, weight: 100);
        network.Chain.Mine(30);
        var before = network.Run(after: 1, limit: 10);
        network.Chain.Replace(5, 9);
        network.Start = before.Position;

        var after = network.Run(after: network.Time.Elapsed.TotalSeconds + 1, limit: 10, before);

        Assert.Equal(1, after.Reorgs);
        Assert.Equal(network.Chain.Canonical.Select(b => b.Hash), after.Standing.Select(b => b.Hash));
    }

    [Fact]
    public void A_reorganisation_of_64_blocks_is_delivered()
    {
        var network = Deep(depth: 64);

        var witness = network.Run(after: 6, limit: 30);

        Assert.Equal(1, witness.Reorgs);
    }

    [Fact]
    public void A_deeper_one_ends_following_by_name()
    {
        var end = Assert.IsType<DeepReorgException>(Deep(depth: 66).RunToItsEnd(limit: 30));

        Assert.Equal(100UL, end.Tip.Number);
    }

    [Fact]
    public void Blocks_that_are_gone_without_others_in_their_place_are_reverted()
    {
        var network = new SimulatedNetwork(seed: 4);
        network.Add("one", EndpointKind.Http, weight: 100);
        network.Chain.Mine(20);
        network.At(5, () => network.Chain.Replace(3, 0));

        var witness = network.Run(after: 8, limit: 60);

        Assert.Equal(1, witness.Reverts);
        Assert.Equal(17UL, witness.Tip?.Number);
    }

    [Fact]
    public void A_long_gap_does_not_delay_the_head()
    {
        var network = new SimulatedNetwork(seed: 5);
        network.Chain.Mine(500);
        network.Add("one", EndpointKind.WebSocket, weight: 100);
        network.Options = network.Options with { HeadFirstAbove = 64, MaxChunk = 50 };
        network.MineEvery(10);

        var witness = network.Run(after: 11, limit: 60);

        Assert.Equal($"block {500 - 64} {network.Chain.Canonical[500 - 64].Hash}", string.Join(' ', witness.Events.First(e => e.StartsWith("block", StringComparison.Ordinal)).Split(' ').Take(3)));
        Assert.Equal(1, witness.Anews);
        Assert.Equal(network.Chain.Canonical.Select(b => b.Hash), witness.Standing.Select(b => b.Hash));
    }

    [Fact]
    public void A_gap_is_filled_on_after_a_restart_in_its_middle()
    {
        var network = new SimulatedNetwork(seed: 6);
        network.Chain.Mine(500);
        network.Add("one", EndpointKind.WebSocket, weight: 100);
        network.Options = network.Options with { HeadFirstAbove = 64, MaxChunk = 20 };
        var broken = network.RunUntil(w => w.Standing.Count() > 150, limit: 10);
        Assert.True(broken.HasGap);
        network.Start = broken.Position;

        var witness = network.Run(after: network.Time.Elapsed.TotalSeconds + 1, limit: 60, broken);

        Assert.Equal(network.Chain.Canonical.Select(b => b.Hash), witness.Standing.Select(b => b.Hash));
    }

    [Fact]
    public void Two_endpoints_that_disagree_about_the_newest_block_do_not_make_it_flap()
    {
        var network = new SimulatedNetwork(seed: 7);
        network.Add("one", EndpointKind.WebSocket, weight: 100);
        network.Chain.Mine(20);
        var late = network.Add(new ScriptedNode("late", network.Chain, network.Time, 1) { Propagation = TimeSpan.FromMilliseconds(900) }, EndpointKind.WebSocket, 100);
        network.MineEvery(10);
        network.At(5.2, () => network.Chain.Replace(2, 2));

        var witness = network.Run(after: 12, limit: 60);

        Assert.Equal(1, witness.Reorgs);
        Assert.NotEqual(0, late.Requests);
    }

    [Fact]
    public void Without_any_endpoint_following_waits_and_goes_on_with_the_first_that_returns()
    {
        var network = new SimulatedNetwork(seed: 8);
        var node = network.Add("one", EndpointKind.WebSocket, weight: 100);
        network.MineEvery(60);
        network.At(5, () => node.Suffer(Ailment.Disconnected));
        network.At(50, () => node.Suffer(Ailment.None));

        var witness = network.Run(after: 61, limit: 120);

        Assert.Contains(witness.Events, e => e.StartsWith("blind", StringComparison.Ordinal));
        Assert.Equal(network.Chain.Canonical.Select(b => b.Hash), witness.Standing.Select(b => b.Hash));
    }

    [Theory]
    [InlineData(Finality.Latest, 0, 1)]
    [InlineData(Finality.Safe, ScriptedNode.SafeDepth, 0)]
    [InlineData(Finality.Finalized, ScriptedNode.FinalizedDepth, 0)]
    public void A_consumer_sees_blocks_as_late_as_its_finality_and_no_reorganisation_above_it(Finality finality, int depth, int reorgs)
    {
        var network = new SimulatedNetwork(seed: 9);
        network.Add("one", EndpointKind.WebSocket, weight: 100);
        network.Options = network.Options with { Finality = finality };
        network.MineEvery(20);
        network.At(15.5, () => network.Chain.Replace(3, 3));

        var witness = network.RunUntil(w => network.Time.Elapsed.TotalSeconds > 21 && w.Tip?.Hash == network.Chain.Canonical[^(1 + depth)].Hash, limit: 60);

        Assert.Equal(reorgs, witness.Reorgs);
    }

    private static SimulatedNetwork Deep(int depth)
    {
        var network = new SimulatedNetwork(seed: 2);
        network.Add("one", EndpointKind.WebSocket, weight: 100);
        network.Chain.Mine(100);
        network.At(5, () => network.Chain.Replace(depth, depth + 1));
        return network;
    }
}
