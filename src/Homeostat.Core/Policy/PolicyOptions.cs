using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Detection.Outflow;
using Homeostat.Core.Detection.PriceDispersion;

namespace Homeostat.Core.Policy;

/// <summary>What the engine decides by: the `policy` file of a workspace.</summary>
/// <param name="CouncilResponseP90Seconds">Measured; automatic restrictions must outlast it [s].</param>
/// <param name="SuspicionNats">
/// Log-odds above the prior at which TVL and open interest freeze [nats]. Low, since freezing costs nothing.
/// </param>
/// <param name="RetryBlocks">Blocks after which an action that did not land or did not hold is asked for again.</param>
/// <param name="MaxAttempts">How often; then people are told.</param>
public sealed record PolicyOptions(
    double CouncilResponseP90Seconds,
    double SuspicionNats,
    int RetryBlocks,
    int MaxAttempts,
    CostOptions Costs,
    ConditionsOptions Conditions,
    PriceDispersionOptions PriceDispersion,
    OutflowOptions Outflow,
    ImmutableArray<Rung> Rungs)
{
    /// <summary>
    /// What it is worth as evidence that the same code was acted on elsewhere, on evidence settled there [nats]. Asserted,
    /// not learnt: whoever has an exploit for code tries it wherever the code stands.
    /// </summary>
    public double ForewarningNats { get; init; } = 6;
}

/// <summary>A step of the containment ladder.</summary>
/// <param name="Slug">e.g. <c>reduce-only</c>.</param>
/// <param name="Level">Breadth, from 1 (throttle) to 3 (halt); written to the ledger.</param>
/// <param name="AppliesTo">The kind of scope whose belief it answers.</param>
/// <param name="Blocks">The capabilities that it really blocks; its cost sums over them.</param>
/// <param name="RollsBackCode">Restores approved implementations and suspends the upgrader.</param>
/// <param name="DurationSeconds">It lapses by itself after this [s].</param>
/// <param name="ReachableShare">κ: the share of the TVL that this rung's kind of attack can reach, in [0, 1].</param>
/// <param name="ActsOnHigh">Cheap rungs act on the high end of a belief that missing coverage has widened.</param>
public sealed record Rung(
    string Slug,
    int Level,
    ScopeKind AppliesTo,
    Capabilities Blocks,
    bool RollsBackCode,
    double DurationSeconds,
    double ReachableShare,
    bool ActsOnHigh);
