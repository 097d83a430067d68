using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Fusion;
using Homeostat.Core.Incidents;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Core;

/// <summary>A brain that watches the sample protocol from its opening on, and what it said.</summary>
internal sealed class Watched
{
    public const int OpeningBlocks = 10;

    private static readonly JsonSerializerOptions Exact = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly Brain _brain;

    public Watched()
        : this(Sample.Configuration(OpeningBlocks + 1))
    {
    }

    public Watched(BrainConfiguration configuration)
    {
        _brain = new Brain(configuration);
        foreach (var input in Chain.Opening(OpeningBlocks))
        {
            Step(input);
        }
    }

    public ChainBuilder Chain { get; set; } = new();

    /// <summary>Everything said so far.</summary>
    public List<Emission> Said { get; } = [];

    public Incident? Incident => Said.OfType<Emission.IncidentChanged>().LastOrDefault()?.Incident;

    public IEnumerable<Decision> Decisions => Said.OfType<Emission.Decided>().Select(d => d.Decision);

    public IEnumerable<ContainmentAction> Actions => Said.OfType<Emission.ActionRequested>().Select(a => a.Action);

    public IEnumerable<TimelineKind> Kinds => Said.OfType<Emission.IncidentChanged>().Select(i => i.Line.Kind);

    public ImmutableArray<Emission> Step(Input input)
    {
        var said = _brain.Step(input);
        Said.AddRange(said);
        return said;
    }

    /// <summary>A block with these logs, while every venue says 100.</summary>
    public ImmutableArray<Emission> Next(params Log[] logs) => After(Sample.BlockSeconds, logs);

    public ImmutableArray<Emission> After(double seconds, params Log[] logs)
    {
        Step(Chain.QuotesAfter(seconds, 100));
        return Step(new ChainUpdate.Committed(Chain.After(seconds, logs)));
    }

    /// <summary>What became of an action, in the newest block.</summary>
    public ImmutableArray<Emission> Outcome(ContainmentAction action, ActionStatus status, bool holds) =>
        Step(new ActionOutcome(action.Id, status, Chain.Tip, 100_000, holds, $"{status}, holds: {holds}"));

    /// <summary>Every action asked for so far is mined in the newest block and holds.</summary>
    public void AllHold()
    {
        foreach (var action in Actions.ToList())
        {
            Outcome(action, ActionStatus.Included, holds: true);
        }
    }

    public Belief Belief(Scope scope) => Said.OfType<Emission.Believed>().Last(b => b.Belief.Scope == scope).Belief;

    /// <summary>Everything in an emission, to the last bit.</summary>
    public static string Exactly(Emission emission) => $"{emission.GetType().Name} {JsonSerializer.Serialize<object>(emission, Exact)}";
}
