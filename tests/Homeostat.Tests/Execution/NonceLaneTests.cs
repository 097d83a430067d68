using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Ports;
using Homeostat.Engine.Execution.Lanes;
using Homeostat.Tests.Core;

namespace Homeostat.Tests.Execution;

public class NonceLaneTests
{
    private readonly NonceLane _lane = new();

    [Fact]
    public void A_free_nonce_is_the_lowest_that_can_be_mined_and_nobody_holds()
    {
        _lane.Observe(5);
        Assert.Equal(5UL, _lane.Free());
        _lane.Put(Waiting(1, 5));
        _lane.Put(Waiting(2, 7));
        Assert.Equal(6UL, _lane.Free());
    }

    [Fact]
    public void An_action_above_a_nonce_that_nobody_holds_is_behind_a_gap()
    {
        _lane.Observe(5);
        _lane.Put(Waiting(1, 5));
        _lane.Put(Waiting(2, 7));

        Assert.False(_lane.IsBehindGap(_lane.Find(Logs.Word(1))!));
        Assert.True(_lane.IsBehindGap(_lane.Find(Logs.Word(2))!));
    }

    [Fact]
    public void An_included_action_holds_its_nonce_no_longer_and_waits_for_it_again_after_a_reorg()
    {
        _lane.Observe(5);
        _lane.Put(Waiting(1, 5) with { IncludedAt = new BlockRef(9, default) });
        Assert.Equal((0, 5UL), (_lane.WaitingCount, _lane.Free()));
        _lane.Observe(6);
        Assert.Equal(6UL, _lane.Free());

        _lane.Observe(5);
        _lane.Put(Waiting(1, 5));

        Assert.Equal((1, 6UL), (_lane.WaitingCount, _lane.Free()));
    }

    [Fact]
    public void A_newer_action_covers_an_older_one_on_the_same_scope_that_it_restricts_at_least_as_much()
    {
        var older = Restrict(1, Sample.Near, Capabilities.Open);

        Assert.True(Supersession.Covers(Restrict(2, Sample.Near, Capabilities.Open | Capabilities.Increase), older));
        Assert.False(Supersession.Covers(Restrict(2, Sample.Near, Capabilities.Withdraw), older));
        Assert.False(Supersession.Covers(Restrict(2, Sample.Avax, Capabilities.Open), older));
        Assert.False(Supersession.Covers(new ContainmentAction.ContainCode(default, default, [], 1), older));
    }

    [Fact]
    public void A_rollback_covers_one_of_fewer_proxies()
    {
        var one = new ContainmentAction.ContainCode(Logs.Word(1), default, [Sample.Vault], 1);
        var both = one with { Proxies = [Sample.ClearingHouse, Sample.Vault] };

        Assert.True(Supersession.Covers(both, one));
        Assert.False(Supersession.Covers(one, both));
    }

    private static ActionInFlight Waiting(byte id, ulong nonce) =>
        new(Restrict(id, Sample.Near, Capabilities.Open), 1, 1, nonce, [], null);

    private static ContainmentAction.Restrict Restrict(byte id, Scope scope, Capabilities blocks) =>
        new(Logs.Word(id), default, scope, blocks, 2, 600);
}
