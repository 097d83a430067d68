using Homeostat.Core.Chain;
using Homeostat.Core.Incidents;
using Homeostat.Core.Playbooks;

namespace Homeostat.Tests.Core.Playbooks;

/// <summary>How a containment ends: the council lifts it, it lapses, or it lapses while the attack goes on.</summary>
public class EndOfContainmentTests
{
    private readonly Watched _watched = new();

    public EndOfContainmentTests()
    {
        _watched.Next(Logs.Swap(0, 140));
        _watched.Next();
        _watched.AllHold();
    }

    [Fact]
    public void What_containment_suppresses_is_missing_and_not_exculpatory()
    {
        var believed = _watched.Belief(Sample.Near).P;
        Assert.Equal(IncidentPhase.Contained, _watched.Incident!.Phase);

        for (var i = 0; i < 200; i++)
        {
            _watched.Next(Logs.Swap(0, 100));
        }

        Assert.Equal(believed, _watched.Belief(Sample.Near).P);
        Assert.Equal(IncidentPhase.Contained, _watched.Incident!.Phase);
        Assert.Single(_watched.Decisions);
    }

    [Fact]
    public void The_belief_in_other_scopes_goes_its_own_way()
    {
        _watched.Next(Logs.RoleGranted(Sample.Alice));
        var before = _watched.Belief(Sample.Protocol).P;
        _watched.Next();

        Assert.True(_watched.Belief(Sample.Protocol).P < before);
    }

    [Fact]
    public void It_lapses_to_the_second()
    {
        _watched.After(14_399);
        Assert.DoesNotContain(TimelineKind.LapsedUnderAttack, _watched.Kinds);

        _watched.After(1);
        Assert.Contains(TimelineKind.LapsedUnderAttack, _watched.Kinds);
    }

    [Fact]
    public void A_lapse_with_no_word_from_the_council_is_a_lapse_under_attack_and_is_renewed_at_once()
    {
        _watched.After(14_400, Logs.Swap(0, 100));

        Assert.Equal([TimelineKind.LapsedUnderAttack, TimelineKind.Decided], _watched.Kinds.TakeLast(2));
        Assert.Equal(IncidentPhase.Detected, _watched.Incident!.Phase);
        Assert.Equal(2, _watched.Decisions.Select(d => d.Id).Distinct().Count());
        Assert.Equal(_watched.Chain.Tip, _watched.Decisions.Last().Block);
        Assert.Equal(2, _watched.Actions.Count());
    }

    [Fact]
    public void A_renewal_that_the_ledger_refuses_is_escalated()
    {
        _watched.After(14_400, Logs.Swap(0, 140));
        for (var i = 0; i < 10; i++)
        {
            _watched.Next(Logs.Swap(0, 140));
            _watched.Outcome(_watched.Actions.Last(), ActionStatus.Failed, holds: false);
        }

        Assert.Contains(TimelineKind.Escalated, _watched.Kinds);
        Assert.Equal(IncidentPhase.Detected, _watched.Incident!.Phase);
    }

    [Fact]
    public void Lifted_by_the_council_it_stays_lifted()
    {
        var key = ScopeKey.Of(Sample.Definition, Sample.Near);
        _watched.Next(Logs.Swap(0, 100), Logs.Lifted(key));
        for (var i = 0; i < 50; i++)
        {
            _watched.Next();
        }

        Assert.Contains(TimelineKind.Lifted, _watched.Kinds);
        Assert.Single(_watched.Decisions);
        Assert.True(_watched.Belief(Sample.Near).P < 1e-6, "the council's word counts for more than what was believed before");
    }

    [Fact]
    public void A_new_attack_after_the_council_lifted_is_answered()
    {
        _watched.Next(Logs.Swap(0, 100), Logs.Lifted(ScopeKey.Of(Sample.Definition, Sample.Near)));
        _watched.Next();
        _watched.Next(Logs.Swap(0, 140));

        Assert.Equal(2, _watched.Decisions.Count());
    }

    [Fact]
    public void Another_scopes_lift_is_not_this_ones()
    {
        _watched.Next(Logs.Lifted(ScopeKey.Of(Sample.Definition, Sample.Avax)));

        Assert.DoesNotContain(TimelineKind.Lifted, _watched.Kinds);
    }

    [Fact]
    public void People_acknowledge_eradicate_and_resolve()
    {
        Command(OperatorVerb.Acknowledge);
        Assert.Equal(IncidentPhase.Contained, _watched.Incident!.Phase);
        Command(OperatorVerb.Eradicated);
        Assert.Equal(IncidentPhase.Eradicated, _watched.Incident!.Phase);
        _watched.Next(Logs.Swap(0, 100), Logs.Lifted(ScopeKey.Of(Sample.Definition, Sample.Near)));
        Assert.Equal(IncidentPhase.Recovering, _watched.Incident!.Phase);
        Command(OperatorVerb.Resolve);

        Assert.Equal(IncidentPhase.Resolved, _watched.Incident!.Phase);
        Assert.Equal("ada: done", _watched.Incident.Timeline[^1].Text);
        Assert.Equal(_watched.Chain.Tip.Number, _watched.Incident.Timeline[^1].Block);
    }

    [Fact]
    public void An_incident_is_not_resolved_before_its_cause_is_gone()
    {
        Command(OperatorVerb.Resolve);

        Assert.Equal(IncidentPhase.Contained, _watched.Incident!.Phase);
    }

    [Fact]
    public void A_command_without_an_incident_changes_nothing()
    {
        var quiet = new Watched();

        Assert.Empty(quiet.Step(new OperatorCommand(OperatorVerb.Acknowledge, "ada", "done")));
    }

    private void Command(OperatorVerb verb) => _watched.Step(new OperatorCommand(verb, "ada", "done"));
}
