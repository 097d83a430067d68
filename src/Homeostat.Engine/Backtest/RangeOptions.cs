namespace Homeostat.Engine.Backtest;

/// <summary>How a range is asked for. The memory that it takes is about InFlight answers of TargetLogs logs.</summary>
/// <param name="InFlight">Requests on their way at once.</param>
/// <param name="TargetLogs">Logs per answer that chunks are sized for.</param>
/// <param name="FirstBlocks">Blocks of the first chunk; later ones grow or shrink towards the target.</param>
/// <param name="MaxBlocks">Blocks of a chunk at most: nodes refuse longer ranges.</param>
/// <param name="Attempts">Looks at a single block before it is unverifiable.</param>
/// <param name="FirstDelay">Wait after the first failure; doubles with each.</param>
/// <param name="MaxLostInARow">Blocks lost to an unreachable node, one after the other, before it is given up.</param>
public sealed record RangeOptions(
    int InFlight, int TargetLogs, int FirstBlocks, int MaxBlocks, int Attempts, TimeSpan FirstDelay, int MaxLostInARow)
{
    public static RangeOptions Default { get; } = new(
        InFlight: 2,
        TargetLogs: 4_096,
        FirstBlocks: 8,
        MaxBlocks: 10_000,
        Attempts: 4,
        FirstDelay: TimeSpan.FromMilliseconds(250),
        MaxLostInARow: 5);

    /// <summary>Where each block's header is read as well, a chunk of empty blocks is no longer next to nothing.</summary>
    public static RangeOptions Checked { get; } = Default with { MaxBlocks = 1_000 };
}
