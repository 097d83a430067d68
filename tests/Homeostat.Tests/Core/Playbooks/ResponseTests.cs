using Homeostat.Core.Chain;
using Homeostat.Core.Incidents;
using Homeostat.Core.Playbooks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Core.Playbooks;

/// <summary>From evidence to actions and what becomes of them, through the whole of Core.</summary>
public class ResponseTests
{
    private static readonly Log Manipulated = Logs.Swap(0, 140);
    private static readonly Log[] RogueUpgrade =
    [
        Logs.Upgraded(Sample.Vault, Sample.RogueCode),
        Logs.Installed(Sample.Vault, Sample.RogueCode, approved: false),
    ];

    private readonly Watched _watched = new();

    [Fact]
    public void A_quiet_chain_is_left_alone()
    {
        for (var i = 0; i < 100; i++)
        {
            _watched.Next(Logs.Deposit(Sample.Alice, 10), Logs.Withdrawal(Sample.Alice, 10), Logs.Swap(0, 100.05));
        }

        Assert.Empty(_watched.Decisions);
        Assert.Null(_watched.Incident);
    }

    [Fact]
    public void A_manipulated_mark_suspends_opens_in_that_market_only()
    {
        _watched.Next(Manipulated);

        var decision = Assert.Single(_watched.Decisions);
        Assert.Equal((Sample.Near, "reduce-only", _watched.Chain.Tip), (decision.Scope, decision.Rung.Slug, decision.Block));
        Assert.True(decision.P > decision.PStar);
        Assert.Equal(Sample.Tvl, decision.TvlUsd);
        var restrict = Assert.IsType<ContainmentAction.Restrict>(Assert.Single(_watched.Actions));
        Assert.Equal((Sample.Near, Sample.ReduceOnly.Blocks, 14_400u), (restrict.Scope, restrict.Blocks, restrict.DurationSeconds));
        Assert.Equal([TimelineKind.Detected, TimelineKind.Signal, TimelineKind.Decided], _watched.Kinds);
    }

    [Fact]
    public void A_rogue_upgrade_is_rolled_back_before_withdrawals_are_held()
    {
        _watched.Next(RogueUpgrade);

        Assert.Collection(
            _watched.Actions,
            a => Assert.Equal([Sample.Vault], Assert.IsType<ContainmentAction.ContainCode>(a).Proxies),
            a => Assert.Equal(Capabilities.Withdraw, Assert.IsType<ContainmentAction.Restrict>(a).Blocks));
        Assert.Equal(2, _watched.Actions.Select(a => a.Id).Distinct().Count());
    }

    [Fact]
    public void A_genuine_crash_moves_every_source_and_is_left_alone()
    {
        for (var price = 100.0; price > 70; price *= 0.98)
        {
            _watched.Step(_watched.Chain.Quotes(price));
            _watched.Step(new ChainUpdate.Committed(_watched.Chain.Next(Logs.Swap(0, price), Logs.Swap(1, price), Logs.Answer(0, price), Logs.Answer(1, price))));
        }

        Assert.Empty(_watched.Decisions);
    }

    [Fact]
    public void It_is_contained_once_every_action_holds()
    {
        _watched.Next(RogueUpgrade);
        var (code, users) = (_watched.Actions.First(), _watched.Actions.Last());
        _watched.Next();

        _watched.Outcome(code, ActionStatus.Sent, holds: false);
        _watched.Outcome(code, ActionStatus.Included, holds: true);
        Assert.Equal(IncidentPhase.Detected, _watched.Incident!.Phase);
        _watched.Outcome(users, ActionStatus.Included, holds: true);

        Assert.Equal(IncidentPhase.Contained, _watched.Incident!.Phase);
        Assert.Equal([TimelineKind.Sent, TimelineKind.Included, TimelineKind.Contained], _watched.Kinds.TakeLast(3));
    }

    [Fact]
    public void What_holds_is_not_asked_for_again()
    {
        _watched.Next(Manipulated);
        _watched.Next();
        _watched.AllHold();
        for (var i = 0; i < 50; i++)
        {
            _watched.Next(Manipulated);
        }

        Assert.Single(_watched.Decisions);
    }

    [Theory]
    [InlineData(ActionStatus.Failed)]
    [InlineData(ActionStatus.Included)]
    public void An_action_that_fails_or_does_not_hold_is_asked_for_again_under_a_new_id(ActionStatus status)
    {
        _watched.Next(Manipulated);
        _watched.Next(Manipulated);
        _watched.Outcome(_watched.Actions.Single(), status, holds: false);
        Assert.Equal(TimelineKind.Failed, _watched.Kinds.Last());

        _watched.Next(Manipulated);

        Assert.Equal(2, _watched.Actions.Select(a => a.Id).Distinct().Count());
        Assert.NotEqual(IncidentPhase.Contained, _watched.Incident!.Phase);
    }

    [Fact]
    public void An_action_that_never_lands_is_tried_so_often_and_then_people_are_told_once()
    {
        for (var i = 0; i < 20; i++)
        {
            _watched.Next(Manipulated);
        }

        Assert.Equal(Sample.Policy.MaxAttempts, _watched.Decisions.Count());
        Assert.Single(_watched.Kinds, k => k == TimelineKind.Escalated);
    }

    [Fact]
    public void After_one_that_came_to_nothing_the_next_attack_begins_anew()
    {
        for (var i = 0; i < 20; i++)
        {
            _watched.Next(Manipulated);
        }

        for (var i = 0; i < 200; i++)
        {
            _watched.Next(Logs.Swap(0, 100));
        }

        Assert.Equal(IncidentPhase.Dismissed, _watched.Incident!.Phase);
        var before = _watched.Decisions.Count();

        _watched.Next(Manipulated);

        Assert.Equal(before + 1, _watched.Decisions.Count());
    }

    [Fact]
    public void Code_that_is_changed_again_after_the_containment_held_is_contained_again()
    {
        _watched.Next(RogueUpgrade);
        _watched.Next(Logs.Installed(Sample.Vault, Sample.Code, approved: true));
        _watched.AllHold();

        _watched.Next(RogueUpgrade);

        Assert.Equal(2, _watched.Decisions.Count());
    }

    [Fact]
    public void An_action_that_is_not_armed_is_tried_all_the_same_and_people_are_told_at_once()
    {
        _watched.Step(new Simulation(Sample.Near, "reduce-only", _watched.Chain.Tip, Succeeds: false, "no role"));
        _watched.Next(Manipulated);

        Assert.False(_watched.Decisions.Single().Armed);
        Assert.Equal(0, _watched.Decisions.Single().Q);
        Assert.NotEmpty(_watched.Actions);
        Assert.Equal([TimelineKind.Unarmed, TimelineKind.Escalated], _watched.Kinds.TakeLast(2));
        Assert.Contains("no role", _watched.Incident!.Timeline[^2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_of_an_unknown_action_changes_nothing()
    {
        _watched.Next(Manipulated);
        var unknown = new ContainmentAction.Restrict(Logs.Word(77), default, Sample.Near, Capabilities.Open, 1, 1);

        Assert.Empty(_watched.Outcome(unknown, ActionStatus.Included, holds: true));
    }

    [Fact]
    public void A_second_scope_joins_the_open_incident()
    {
        _watched.Next(Manipulated);
        _watched.Next(Logs.Swap(1, 140));

        Assert.Equal([Sample.Avax, Sample.Near], _watched.Incident!.Scopes.OrderBy(s => s.Subject, StringComparer.Ordinal));
        Assert.Single(_watched.Kinds, k => k == TimelineKind.Detected);
    }

    [Fact]
    public void A_restriction_chosen_because_nothing_could_be_seen_has_its_incident_too()
    {
        _watched.Next(Logs.Hollow(Logs.Upgraded(Sample.Vault, Sample.Code)));

        Assert.Equal("contain-vault", Assert.Single(_watched.Decisions).Rung.Slug);
        Assert.Equal([TimelineKind.Detected, TimelineKind.Decided], _watched.Kinds);
        Assert.Contains("coverage of curie is 0 %", _watched.Incident!.Timeline[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_that_fades_with_nothing_in_force_dismisses_the_incident()
    {
        var slow = new Watched(Sample.Configuration(Watched.OpeningBlocks + 1) with { Policy = Sample.Policy with { Rungs = [] } });
        slow.Next(Manipulated);
        Assert.Equal(IncidentPhase.Detected, slow.Incident!.Phase);
        for (var i = 0; i < 100; i++)
        {
            slow.Next(Logs.Swap(0, 100));
        }

        Assert.Equal(IncidentPhase.Dismissed, slow.Incident!.Phase);
    }

    [Fact]
    public void The_first_block_that_is_decided_on_needs_no_block_before_it()
    {
        var fresh = new Watched(Sample.Configuration(1));

        Assert.Empty(fresh.Decisions);
        Assert.True(fresh.Belief(Sample.Near).P < 1e-6);
    }

    [Fact]
    public void The_collateral_at_stake_is_what_there_was_before_the_attack()
    {
        _watched.Next(Logs.Withdrawal(Sample.Thief, 400_000));
        _watched.Next(Logs.Withdrawal(Sample.Thief, 400_000));

        Assert.All(_watched.Decisions, d => Assert.Equal(Sample.Tvl, d.TvlUsd));
        Assert.NotEmpty(_watched.Decisions);
    }
}
