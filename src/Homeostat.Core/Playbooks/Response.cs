using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection.PrivilegedChange;
using Homeostat.Core.Fusion;
using Homeostat.Core.Incidents;
using Homeostat.Core.Policy;
using Homeostat.Ethereum;

namespace Homeostat.Core.Playbooks;

/// <summary>
/// What is being done about what is believed: the open incident, the containments in force, whether they are armed.
/// All state is immutable values, so a clone is a shallow copy.
/// </summary>
internal sealed class Response : IFactSink
{
    private const double SecondsPerYear = 365.0 * 24 * 3600;

    private readonly BrainConfiguration _configuration;
    private Incident? _incident;
    private ImmutableSortedDictionary<string, Containment> _containments = ImmutableSortedDictionary.Create<string, Containment>(StringComparer.Ordinal);
    private ImmutableDictionary<(Scope Scope, string Rung), string> _unarmed = ImmutableDictionary<(Scope, string), string>.Empty;
    private ImmutableHashSet<string> _speaking = [];
    private ImmutableList<Hash32> _lifted = [];
    private LiveCode _code = LiveCode.Unknown;
    private InclusionModel _inclusion;
    private ulong _block;

    public Response(BrainConfiguration configuration)
    {
        _configuration = configuration;
        _inclusion = InclusionModel.From(configuration.Inclusion);
    }

    /// <summary>Something is in force or being put in force.</summary>
    public bool IsEngaged => !_containments.IsEmpty;

    /// <summary>Whether what is decided now would land in time.</summary>
    public Landing Landing => new(_inclusion.Probability, _unarmed);

    private PolicyOptions Policy => _configuration.Policy;

    public Response Clone() => (Response)MemberwiseClone();

    public void On(in RestrictionChanged fact)
    {
        if (fact.Until.Value == 0)
        {
            _lifted = _lifted.Add(fact.ScopeKey);
        }
    }

    public void On(in ImplementationApproval fact) => _code = _code.With(fact);

    public void On(in ImplementationChanged fact) => _code = _code.With(fact);

    public void Begin(Block block)
    {
        _lifted = [];
        _block = block.Ref.Number;
        _inclusion = _inclusion.At(_block);
    }

    /// <summary>
    /// Far enough above the prior that TVL and open interest must no longer learn, or worth acting on: after a long
    /// block the prior alone may be near.
    /// </summary>
    public bool IsSuspicious(Belief belief, in MarketState market, double blockSeconds)
    {
        var hazard = Math.Min(0.5, _configuration.Calibration.IncidentsPerYear * blockSeconds / SecondsPerYear);
        return belief.LogOdds - EvidenceFilter.Logit(hazard) >= Policy.SuspicionNats || RungChoice.Best(belief, market, Policy, Landing) is not null;
    }

    public void Take(Simulation simulation)
    {
        var key = (simulation.Scope, simulation.Rung);
        _unarmed = simulation.Succeeds ? _unarmed.Remove(key) : _unarmed.SetItem(key, simulation.Reason);
    }

    public void Take(ActionOutcome outcome, UnixSeconds now, ImmutableArray<Emission>.Builder emissions)
    {
        _inclusion = _inclusion.With(outcome);
        var found = _containments.FirstOrDefault(c => c.Value.Outstanding.Contains(outcome.ActionId));
        if (found.Value is not { } containment)
        {
            return;
        }

        if (outcome.Status == ActionStatus.Sent)
        {
            // Its time begins with the head that it was sent at: the block decided on may be far below while an outage is caught up with.
            _containments = _containments.SetItem(found.Key, containment with { AskedAt = Math.Max(containment.AskedAt, outcome.Block.Number) });
            Add(TimelineKind.Sent, outcome.Block.Number, now, outcome.Detail, emissions);
        }
        else if (outcome.Status == ActionStatus.Failed || !outcome.PostConditionHolds)
        {
            Add(TimelineKind.Failed, outcome.Block.Number, now, outcome.Detail, emissions);
        }
        else
        {
            var outstanding = containment.Outstanding.Remove(outcome.ActionId);
            var until = outstanding.IsEmpty ? now.Plus(containment.Decision.Rung.DurationSeconds) : containment.Until;
            _containments = _containments.SetItem(found.Key, containment with { Outstanding = outstanding, Until = until });
            var kind = outstanding.IsEmpty ? TimelineKind.Contained : TimelineKind.Included;
            Add(kind, outcome.Block.Number, now, outcome.Detail, emissions);
        }
    }

    public void Take(OperatorCommand command, UnixSeconds now, ImmutableArray<Emission>.Builder emissions)
    {
        var kind = command.Verb switch
        {
            OperatorVerb.Acknowledge => TimelineKind.Acknowledged,
            OperatorVerb.Eradicated => TimelineKind.Eradicated,
            OperatorVerb.Resolve => TimelineKind.Resolved,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.Verb, "unknown verb"),
        };
        Add(kind, _block, now, $"{command.Operator}: {command.Note}", emissions);
    }

    /// <summary>Whether the council lifted a restriction of the scope in this block.</summary>
    public bool IsLifted(Scope scope) => !_lifted.IsEmpty && _lifted.Contains(ScopeKey.Of(_configuration.Protocol, scope));

    /// <summary>Whether a containment holds on the scope.</summary>
    public bool IsContained(Scope scope) => _containments.Values.Any(c => c.Holds && c.Decision.Scope == scope);

    /// <summary>Called once per block, before any answer: what was lifted, what lapsed, what came to nothing.</summary>
    public void Settle(Block block, List<(Belief Belief, bool Suspicious)> beliefs, ImmutableArray<Emission>.Builder emissions)
    {
        foreach (var (key, containment) in _containments)
        {
            var (scope, rung) = (containment.Decision.Scope, containment.Decision.Rung.Slug);
            var suspicious = beliefs.Exists(b => b.Suspicious && b.Belief.Scope == scope);
            if (IsLifted(scope))
            {
                _containments = _containments.Remove(key);
                Add(TimelineKind.Lifted, block.Ref.Number, block.Timestamp, $"{scope}: the council lifted {rung}", emissions);
            }
            else if (containment.Until is { } until && block.Timestamp.Value >= until.Value)
            {
                _containments = _containments.Remove(key);
                var kind = suspicious ? TimelineKind.LapsedUnderAttack : TimelineKind.Lapsed;
                Add(kind, block.Ref.Number, block.Timestamp, $"{scope}: {rung} lapsed by itself", emissions);
            }
            else if (!suspicious && containment.CameToNothing(block.Ref.Number, Policy))
            {
                _containments = _containments.Remove(key);
            }
        }

        if (!IsEngaged && _incident is { Phase: IncidentPhase.Detected } && !beliefs.Exists(b => b.Suspicious))
        {
            Add(TimelineKind.Dismissed, block.Ref.Number, block.Timestamp, "the evidence is gone and nothing is in force", emissions);
        }
    }

    /// <summary>Opens an incident at first suspicion and decides.</summary>
    public void Answer(
        Block block,
        Belief belief,
        in MarketState market,
        bool suspicious,
        ImmutableArray<Emission>.Builder emissions)
    {
        var choice = RungChoice.Best(belief, market, Policy, Landing);
        if (suspicious && (choice is not null || !belief.Signals.IsEmpty))
        {
            Involve(block, belief, emissions);
        }

        Report(block, belief, emissions);
        if (choice is { } best)
        {
            Decide(block, belief, best, market, emissions);
        }
    }

    /// <param name="gone">The response as it was before the reorg.</param>
    public void Retracted(ImmutableArray<BlockRef> old, Response gone, UnixSeconds now, ImmutableArray<Emission>.Builder emissions)
    {
        var text = $"{old.Length} blocks from {old[0].Number} were reorged away";
        if (gone._incident is { IsOpen: true } incident && incident.Id != _incident?.Id)
        {
            incident = incident.With(new TimelineEvent(old[0].Number, now, TimelineKind.Retracted, $"{text}, and with them all that it rested on")) with
            {
                Phase = IncidentPhase.Dismissed,
            };
            emissions.Add(new Emission.IncidentChanged(incident, incident.Timeline[^1]));
        }

        Add(TimelineKind.Retracted, old[0].Number, now, text, emissions);
    }

    /// <summary>The engine stops, which is an incident of the whole protocol.</summary>
    public void Halt(ulong block, UnixSeconds now, string reason, ImmutableArray<Emission>.Builder emissions)
    {
        if (_incident is { IsOpen: true })
        {
            Add(TimelineKind.Halted, block, now, reason, emissions);
            return;
        }

        var slug = _configuration.Protocol.Slug;
        _incident = Incident.Open(slug, block, now, Scope.OfProtocol(slug), $"the engine halted: {reason}");
        emissions.Add(new Emission.IncidentChanged(_incident, _incident.Timeline[^1]));
    }

    /// <summary>The open incident takes the scope in; without one, one is opened.</summary>
    private void Involve(Block block, Belief belief, ImmutableArray<Emission>.Builder emissions)
    {
        if (_incident is { IsOpen: true })
        {
            if (!_incident.Scopes.Contains(belief.Scope))
            {
                _incident = _incident with { Scopes = _incident.Scopes.Add(belief.Scope) };
            }

            return;
        }

        var why = belief.Signals.MaxBy(s => s.Nats)?.Reason
            ?? FormattableString.Invariant($"coverage of {belief.Scope} is {belief.Coverage:0 %}, and what could not be seen may be an attack");
        _incident = Incident.Open(_configuration.Protocol.Slug, block.Ref.Number, block.Timestamp, belief.Scope, why);
        emissions.Add(new Emission.IncidentChanged(_incident, _incident.Timeline[^1]));
    }

    private void Decide(
        Block block,
        Belief belief,
        in RungChoice choice,
        in MarketState market,
        ImmutableArray<Emission>.Builder emissions)
    {
        var key = $"{belief.Scope}\0{choice.Rung.Slug}";
        var earlier = _containments.GetValueOrDefault(key);
        if (earlier is not null && !earlier.IsOverdue(block.Ref.Number, Policy) && !IsOutrun(earlier))
        {
            return;
        }

        var attempt = earlier is null ? 0 : earlier.Attempt + 1;
        if (attempt == Policy.MaxAttempts)
        {
            Add(TimelineKind.Escalated, block.Ref.Number, block.Timestamp, $"{choice.Rung.Slug} on {belief.Scope} did not hold after {attempt} attempts: people must act", emissions);
        }

        if (attempt >= Policy.MaxAttempts)
        {
            _containments = _containments.SetItem(key, earlier! with { AskedAt = block.Ref.Number, Attempt = attempt });
            return;
        }

        var decision = Record(block, belief, choice, market, attempt);
        emissions.Add(new Emission.Decided(decision));
        Add(TimelineKind.Decided, block.Ref.Number, block.Timestamp, decision.Sentence, emissions);
        if (choice.WhyUnarmed is { } reason)
        {
            Add(TimelineKind.Unarmed, block.Ref.Number, block.Timestamp, $"{choice.Rung.Slug} on {belief.Scope} is not armed ({reason}): tried all the same", emissions);
            Add(TimelineKind.Escalated, block.Ref.Number, block.Timestamp, $"{choice.Rung.Slug} on {belief.Scope} cannot be relied on: people must act", emissions);
        }

        var actions = Playbook.Actions(decision.Id, belief.Scope, choice.Rung, [.. _code.Unapproved.Select(u => u.Key)]);
        _inclusion = _inclusion.Replaced(earlier?.Outstanding ?? [], actions.Select(a => a.Id));
        _containments = _containments.SetItem(key, new Containment(decision, block.Ref.Number, attempt, [.. actions.Select(a => a.Id)], null));
        foreach (var action in actions)
        {
            emissions.Add(new Emission.ActionRequested(action, decision));
        }
    }

    /// <summary>Everything asked for holds, and yet unapproved code is live: it got in before the upgrader was suspended.</summary>
    private bool IsOutrun(Containment containment) =>
        containment.Holds && containment.Decision.Rung.RollsBackCode && !_code.Unapproved.IsEmpty;

    private Decision Record(Block block, Belief belief, in RungChoice choice, in MarketState market, int attempt) => new(
        Playbook.DecisionId(belief.Scope, choice.Rung, block.Ref.Number, attempt),
        block.Ref,
        block.Timestamp,
        belief.Scope,
        choice.Rung,
        choice.P,
        choice.PStar,
        market.Sigma,
        market.TvlUsd,
        choice.ReachableUsd,
        choice.Cost.False,
        choice.Cost.True,
        choice.Q,
        belief.Coverage,
        choice.WhyUnarmed is null,
        choice.Sentence(_configuration.Protocol, belief.Scope, belief.Signals),
        belief.Signals);

    /// <summary>A line when a detector begins to speak; repeating itself is not news.</summary>
    private void Report(Block block, Belief belief, ImmutableArray<Emission>.Builder emissions)
    {
        var speaking = _speaking;
        var scope = $"{belief.Scope}\0";
        if (belief.Signals.IsEmpty && !speaking.Any(s => s.StartsWith(scope, StringComparison.Ordinal)))
        {
            return;
        }

        foreach (var signal in belief.Signals)
        {
            if (!speaking.Contains($"{belief.Scope}\0{signal.Detector}"))
            {
                Add(TimelineKind.Signal, block.Ref.Number, block.Timestamp, FormattableString.Invariant($"{signal.Detector} {signal.Nats:+0.0;-0.0} nats: {signal.Reason}"), emissions);
            }
        }

        _speaking = [.. speaking.Where(s => !s.StartsWith(scope, StringComparison.Ordinal)), .. belief.Signals.Select(s => scope + s.Detector)];
    }

    private void Add(TimelineKind kind, ulong block, UnixSeconds at, string text, ImmutableArray<Emission>.Builder emissions)
    {
        if (_incident is { IsOpen: true })
        {
            _incident = _incident.With(new TimelineEvent(block, at, kind, text));
            emissions.Add(new Emission.IncidentChanged(_incident, _incident.Timeline[^1]));
        }
    }
}
