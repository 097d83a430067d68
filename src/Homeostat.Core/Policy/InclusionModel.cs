using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Core.Policy;

/// <summary>
/// q, the probability that an action lands in time, learnt from what became of actions (Beta-Bernoulli):
/// q = (a + landed) / (a + b + landed + missed), with the network's prior Beta(a, b).
/// An action counts once: it landed if its post-condition held within the deadline of first being sent or refused, and
/// missed if the deadline passed before. Immutable, so that a reorg can go back.
/// </summary>
/// <param name="Waiting">Block in which each undecided action was first heard of.</param>
/// <param name="Counted">Actions that have landed or missed; whatever else is heard of them changes nothing.</param>
internal sealed record InclusionModel(
    InclusionPrior Prior,
    int Landed,
    int Missed,
    ImmutableDictionary<Hash32, ulong> Waiting,
    ImmutableHashSet<Hash32> Counted)
{
    public double Probability => (Prior.Landed + Landed) / (Prior.Landed + Prior.Missed + Landed + Missed);

    public static InclusionModel From(InclusionPrior prior) =>
        new(prior, 0, 0, ImmutableDictionary<Hash32, ulong>.Empty, []);

    /// <summary>Takes in what became of an action.</summary>
    public InclusionModel With(ActionOutcome outcome)
    {
        if (Counted.Contains(outcome.ActionId))
        {
            return this;
        }

        if (!Waiting.TryGetValue(outcome.ActionId, out var since))
        {
            // Seen to have landed without having been seen to be sent, as after a restart: nothing can be said of its time.
            return outcome.Status == ActionStatus.Included
                ? this
                : this with { Waiting = Waiting.Add(outcome.ActionId, outcome.Block.Number) };
        }

        return outcome is { Status: ActionStatus.Included, PostConditionHolds: true }
            ? Count(outcome.ActionId, IsInTime(since, outcome.Block.Number))
            : this;
    }

    /// <summary>A new block: those whose deadline has passed have missed it.</summary>
    public InclusionModel At(ulong block)
    {
        var model = this;
        foreach (var (action, since) in Waiting)
        {
            if (!IsInTime(since, block))
            {
                model = model.Count(action, landed: false);
            }
        }

        return model;
    }

    private bool IsInTime(ulong since, ulong block) => block <= since + (ulong)Prior.DeadlineBlocks;

    private InclusionModel Count(Hash32 action, bool landed) => this with
    {
        Landed = Landed + (landed ? 1 : 0),
        Missed = Missed + (landed ? 0 : 1),
        Waiting = Waiting.Remove(action),
        Counted = Counted.Add(action),
    };
}
