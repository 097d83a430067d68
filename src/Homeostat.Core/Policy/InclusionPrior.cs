namespace Homeostat.Core.Policy;

/// <summary>
/// What is assumed of a network before an action of ours was seen to land: a Beta(landed, missed) prior of q, as if so
/// many actions had landed in time and so many had not. The `networks` file of a workspace.
/// </summary>
/// <param name="Landed">Pseudo-count, &gt; 0.</param>
/// <param name="Missed">Pseudo-count, &gt; 0.</param>
/// <param name="DeadlineBlocks">In time is within so many blocks of being sent, ≥ 1.</param>
public sealed record InclusionPrior(double Landed, double Missed, int DeadlineBlocks)
{
    /// <summary>A sequencer or miner that takes what comes first, and is asked directly: mean 0.95.</summary>
    public static InclusionPrior FirstCome { get; } = new(19, 1, 4);
}
