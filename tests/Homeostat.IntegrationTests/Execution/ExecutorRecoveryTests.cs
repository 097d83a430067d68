using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;
using Homeostat.Engine.Execution;

namespace Homeostat.IntegrationTests.Execution;

/// <summary>Each thing that can stand between an action and its effect, on a real node: it recovers by itself.</summary>
public sealed class ExecutorRecoveryTests(LedgerFixture fixture) : IClassFixture<LedgerFixture>
{
    private const double Stake = 10_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_action_that_nothing_hinders_holds_in_the_next_block()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        var decided = await harness.DecideAsync(Stake);

        ActionOutcome sent = await harness.SendAsync(decided);
        ImmutableArray<ActionOutcome> outcomes = await harness.MineAsync();

        Assert.Equal(ActionStatus.Sent, sent.Status);
        ActionOutcome held = Assert.Single(outcomes);
        Assert.Equal((ActionStatus.Included, true), (held.Status, held.PostConditionHolds));
        Assert.Equal(decided.Decision.Block.Number + 1, held.Block.Number);
        Assert.Equal(1, await harness.TighteningsAsync());
        Assert.Empty(await harness.MineAsync());
    }

    [Fact]
    public async Task Nonce_jam_what_waits_under_its_nonce_is_replaced_and_not_queued_behind()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        await harness.IntrudeAsync(0, priorityGwei: 3, maxGwei: 4);
        await harness.IntrudeAsync(1, priorityGwei: 3, maxGwei: 4);
        var decided = await harness.DecideAsync(Stake);

        await harness.SendAsync(decided);

        ActionOutcome held = Assert.Single(await harness.MineAsync(), o => o.Status == ActionStatus.Included);
        Assert.True(held.PostConditionHolds);
    }

    [Fact]
    public async Task Nonce_jam_what_cannot_be_outbid_is_followed_as_soon_as_it_is_mined()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        await harness.IntrudeAsync(0, priorityGwei: 900, maxGwei: 1_000);
        var decided = await harness.DecideAsync(stakeUsd: 1);

        ActionOutcome refused = await harness.SendAsync(decided);

        Assert.Equal(ActionStatus.Failed, refused.Status);
        Assert.Contains("underpriced", refused.Detail, StringComparison.Ordinal);
        await harness.UntilItHoldsAsync(decided.Action.Id, blocks: 2);
        Assert.Equal(2UL, await harness.NonceAsync());
    }

    [Fact]
    public async Task Stuck_fee_when_the_base_fee_rises_above_what_was_offered_a_replacement_follows_it()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        var decided = await harness.DecideAsync(stakeUsd: 1);
        await harness.SendAsync(decided);
        await fixture.Client.RequestAsync("anvil_setNextBlockBaseFeePerGas", ["0xba43b7400"], Cancellation); // 50 gwei

        ImmutableArray<ActionOutcome> outcomes = await harness.MineAsync();

        Assert.Contains(outcomes, o => o.Status == ActionStatus.Sent);
        Assert.Equal(0, await harness.TighteningsAsync());
        await harness.UntilItHoldsAsync(decided.Action.Id, blocks: 1);
        Assert.Contains("action_replacements_total 1", await harness.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stolen_nonce_an_action_whose_nonce_another_sender_used_gets_a_new_one_at_once()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        var decided = await harness.DecideAsync(stakeUsd: 1);
        await harness.SendAsync(decided);
        await harness.IntrudeAsync(0, priorityGwei: 100, maxGwei: 400);

        ActionOutcome again = Assert.Single(await harness.MineAsync());

        Assert.Equal(ActionStatus.Sent, again.Status);
        Assert.Contains("nonce 1", again.Detail, StringComparison.Ordinal);
        await harness.UntilItHoldsAsync(decided.Action.Id, blocks: 1);
        Assert.Contains("nonce_conflicts_total 1", await harness.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reorged_out_an_action_whose_block_left_the_chain_is_on_its_way_again_under_the_same_id()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        var decided = await harness.DecideAsync(Stake);
        await harness.SendAsync(decided);
        await harness.UntilItHoldsAsync(decided.Action.Id, blocks: 1);

        await fixture.Client.RequestAsync("anvil_reorg", [1, new JsonArray()], Cancellation);
        ActionOutcome again = Assert.Single(await harness.SettleAsync());

        Assert.Equal((decided.Action.Id, ActionStatus.Sent), (again.ActionId, again.Status));
        Assert.Equal(0, await harness.TighteningsAsync());
        await harness.UntilItHoldsAsync(decided.Action.Id, blocks: 1);
        Assert.Equal(1, await harness.TighteningsAsync());
        Assert.Contains("actions_reorged_total 1", await harness.MetricsAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_an_action_on_its_way_is_followed_to_its_end_and_takes_effect_once(bool nodeForgotIt)
    {
        var store = new MemoryActionStore();
        string sentinel = fixture.NextSentinel();
        using ExecutorHarness killed = await ExecutorHarness.StartAsync(fixture, sentinel, store);
        var decided = await killed.DecideAsync(Stake);
        await killed.SendAsync(decided);
        if (nodeForgotIt)
        {
            await fixture.Client.RequestAsync("anvil_dropAllTransactions", [], Cancellation);
        }

        using ExecutorHarness resumed = await ExecutorHarness.StartAsync(fixture, sentinel, store);
        ActionOutcome repeated = await resumed.SendAsync(decided);
        await resumed.SettleAsync();
        await resumed.UntilItHoldsAsync(decided.Action.Id, blocks: 1);

        Assert.Equal(ActionStatus.Sent, repeated.Status);
        Assert.Equal(1, await resumed.TighteningsAsync());
        Assert.Equal(1UL, await resumed.NonceAsync());
    }

    [Fact]
    public async Task Restart_an_action_that_took_effect_while_nothing_was_saved_is_not_sent_again()
    {
        string sentinel = fixture.NextSentinel();
        using ExecutorHarness killed = await ExecutorHarness.StartAsync(fixture, sentinel);
        var decided = await killed.DecideAsync(Stake);
        await killed.SendAsync(decided);
        await killed.MineAsync();

        using ExecutorHarness resumed = await ExecutorHarness.StartAsync(fixture, sentinel);
        ActionOutcome outcome = await resumed.Executor.ResumeAsync(decided.Action, decided.Decision, await resumed.HeadAsync(), Cancellation);

        Assert.Equal((ActionStatus.Included, true), (outcome.Status, outcome.PostConditionHolds));
        await resumed.MineAsync();
        Assert.Equal(1UL, await resumed.NonceAsync());
    }

    [Fact]
    public async Task Restart_an_action_whose_own_nonce_is_beyond_a_gap_is_moved_to_where_it_can_be_mined()
    {
        string sentinel = fixture.NextSentinel();
        var store = new MemoryActionStore();
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, sentinel);
        var decided = await harness.DecideAsync(Stake);
        store.Save(new ActionInFlight(decided.Action, Stake, decided.Decision.Block.Number, 7, [], null));

        using ExecutorHarness resumed = await ExecutorHarness.StartAsync(fixture, sentinel, store);
        await resumed.SettleAsync();

        await resumed.UntilItHoldsAsync(decided.Action.Id, blocks: 1);
        Assert.Equal(1UL, await resumed.NonceAsync());
    }

    [Fact]
    public async Task Empty_wallet_it_is_tried_reported_and_sent_once_there_is_something_to_pay_with()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        await fixture.Chain.FundAsync(harness.Key.Address, 0, Cancellation);
        BlockRef head = await harness.HeadAsync();
        var decided = await harness.DecideAsync(Stake);

        Simulation unarmed = Assert.Single(await harness.Executor.ArmAsync([harness.Prepared(head.Number)], head, Cancellation));
        ActionOutcome refused = await harness.SendAsync(decided);

        Assert.False(unarmed.Succeeds);
        Assert.Contains("has 0 ether", unarmed.Reason, StringComparison.Ordinal);
        Assert.Equal(ActionStatus.Failed, refused.Status);
        Assert.Contains("nsufficient funds", refused.Detail, StringComparison.Ordinal);
        await harness.MineAsync();

        // Not enough for what it would offer, but for what it takes.
        await fixture.Chain.FundAsync(harness.Key.Address, 0.2m, Cancellation);
        await harness.UntilItHoldsAsync(decided.Action.Id, blocks: 2);
    }

    [Fact]
    public async Task A_newer_attempt_takes_over_the_nonce_of_the_one_that_is_stuck()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        var first = await harness.DecideAsync(stakeUsd: 1);
        await harness.SendAsync(first);
        var second = await harness.DecideAsync(Stake, attempt: 1);

        await harness.SendAsync(second);
        ActionOutcome held = Assert.Single(await harness.MineAsync());

        Assert.Equal((second.Action.Id, true), (held.ActionId, held.PostConditionHolds));
        Assert.Equal(1UL, await harness.NonceAsync());
    }
}
