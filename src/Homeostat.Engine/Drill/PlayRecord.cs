using System.Collections.Immutable;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Engine.Drill;

/// <summary>What the driver saw of one run.</summary>
/// <param name="Blocks">Block of the play by number on the chain.</param>
/// <param name="FirstAttackBlock">Block of the play in which the first attack transaction was included; null if none was.</param>
/// <param name="AttackedUntil">Last block in which the scenario's attack sends anything.</param>
/// <param name="LossUsd">What the attacker had more at the end than it put in, and never below 0 [USD].</param>
/// <param name="TvlUsd">Collateral in the vault at the play's block 0 [USD].</param>
/// <param name="Guard">Null where no engine ran.</param>
/// <param name="Breaker">Null where none was connected.</param>
/// <param name="Overruns">Blocks that Homeostat did not acknowledge in time.</param>
internal sealed record PlayRecord(
    ImmutableDictionary<ulong, int> Blocks,
    int? FirstAttackBlock,
    int AttackedUntil,
    double LossUsd,
    double TvlUsd,
    ImmutableArray<Sample> Samples,
    ImmutableArray<TimelineEntry> Staged,
    ImmutableArray<int> Overruns,
    GuardRecord? Guard,
    BreakerRecord? Breaker,
    ExitsOpen? Exits,
    TimeSpan? FirstAttackAt)
{
    /// <summary>First block of the play at that time or after it; null if the play ended before [unix s].</summary>
    public int? BlockAt(long time) => Samples.Where(s => s.Time >= time).Select(s => (int?)s.Block).FirstOrDefault();

    /// <summary>The block of the play; the stage was set in the blocks before the first.</summary>
    public int Block(ulong number) => Blocks.TryGetValue(number, out var block) ? block : Blocks.Values.DefaultIfEmpty(0).Min() - 1;
}

/// <summary>One block as the plots show it. NaN where there is nothing to see.</summary>
/// <param name="Time">[unix s]</param>
/// <param name="AttackerUsd">What the attacker holds and could withdraw, less what it put in [USD].</param>
internal readonly record struct Sample(int Block, long Time, double Mark, double Index, double Real, double TvlUsd, double AttackerUsd);
