using System.Collections.Immutable;
using Homeostat.Core.Chain;

namespace Homeostat.Core.Incidents;

/// <summary>
/// NIST SP 800-61 phases of one incident.
/// <code>
/// Detected ──actions hold──► Contained ──cause removed──► Eradicated ──restrictions gone──► Recovering ──person──► Resolved
///    └───────────────────────────────── evidence gone, none in force ──────────────────────────────────────────────► Dismissed
/// </code>
/// A reorg that takes away all that an incident rests on dismisses it, whatever its phase.
/// </summary>
public enum IncidentPhase
{
    Detected,
    Contained,
    Eradicated,
    Recovering,
    Resolved,
    Dismissed,
}

/// <summary>One line of an incident's timeline; deterministic, times in block time.</summary>
/// <param name="Kind">One of <see cref="TimelineKind"/>.</param>
public sealed record TimelineEvent(ulong Block, UnixSeconds At, TimelineKind Kind, string Text);

public enum TimelineKind
{
    Detected,
    Signal,
    Decided,
    Unarmed,
    Sent,

    /// <summary>An action holds; others of the same decision are still under way.</summary>
    Included,
    Contained,
    Failed,
    Escalated,
    Acknowledged,
    Eradicated,
    Lifted,
    Lapsed,
    LapsedUnderAttack,
    Resolved,
    Dismissed,
    Retracted,

    /// <summary>The engine stopped rather than guess: nobody watches the protocol.</summary>
    Halted,
}

/// <summary>One attack on one protocol, from first suspicion to the end. Immutable: each event gives a new one.</summary>
public sealed record Incident(
    string Id,
    string Protocol,
    IncidentPhase Phase,
    ImmutableList<Scope> Scopes,
    ImmutableList<TimelineEvent> Timeline)
{
    public static Incident Open(string protocol, ulong block, UnixSeconds at, Scope scope, string text) => new(
        $"{protocol}-{block}",
        protocol,
        IncidentPhase.Detected,
        [scope],
        [new TimelineEvent(block, at, TimelineKind.Detected, text)]);

    public bool IsOpen => Phase is not (IncidentPhase.Resolved or IncidentPhase.Dismissed);

    public Incident With(TimelineEvent line) => this with { Timeline = Timeline.Add(line), Phase = Next(Phase, line.Kind) };

    /// <summary>The transition map; an event that is no transition leaves the phase alone.</summary>
    public static IncidentPhase Next(IncidentPhase phase, TimelineKind kind) => (phase, kind) switch
    {
        (IncidentPhase.Detected, TimelineKind.Contained) => IncidentPhase.Contained,
        (IncidentPhase.Detected, TimelineKind.Dismissed) => IncidentPhase.Dismissed,
        (IncidentPhase.Detected or IncidentPhase.Contained, TimelineKind.Eradicated) => IncidentPhase.Eradicated,
        (IncidentPhase.Eradicated, TimelineKind.Lifted or TimelineKind.Lapsed) => IncidentPhase.Recovering,
        (IncidentPhase.Contained or IncidentPhase.Eradicated, TimelineKind.LapsedUnderAttack) => IncidentPhase.Detected,
        (IncidentPhase.Eradicated or IncidentPhase.Recovering, TimelineKind.Resolved) => IncidentPhase.Resolved,
        _ => phase,
    };
}
