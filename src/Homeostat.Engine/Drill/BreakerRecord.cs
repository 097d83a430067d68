using System.Collections.Immutable;

namespace Homeostat.Engine.Drill;

/// <summary>What the autonomous breaker did in one run, from its own logs and the chain's balances.</summary>
/// <param name="Sightings">Blocks of the play in which a rule was newly seen broken.</param>
/// <param name="StoppedInLine">Steps of the attack that the breaker's refusal inside their own transaction made fail.</param>
/// <param name="BountyEth">What it paid to those who poked [ether].</param>
/// <param name="LapsedByItself">Whether every restriction was over after its time although nobody lifted one.</param>
internal sealed record BreakerRecord(
    ImmutableArray<int> Sightings,
    ImmutableArray<BreakerTrip> Trips,
    int StoppedInLine,
    decimal BountyEth,
    bool LapsedByItself);

/// <param name="Block">Of the play.</param>
/// <param name="Scope">As scenarios name its key, without the <c>scope_</c>.</param>
/// <param name="Stage">1 throttle, 2 reduce only.</param>
/// <param name="Until">[unix s]</param>
/// <param name="Poker">Whose call tripped it.</param>
/// <param name="Gas">Of that call.</param>
internal sealed record BreakerTrip(int Block, string Rule, string Scope, int Stage, long Until, string Poker, ulong Gas);
