using System.Collections.Immutable;
using Homeostat.Core.Incidents;
using Homeostat.Core.Policy;
using Homeostat.Engine.Archive;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Replay;

/// <summary>What Core says to a recorded run.</summary>
/// <param name="Timeline">Lines of all incidents, in order, with the incident's id.</param>
/// <param name="Verdicts">How many there were of each kind.</param>
/// <param name="Halted">Why Core stopped; null if it did not.</param>
/// <param name="Digest">Of everything that Core said: equal digests, equal answers.</param>
public sealed record ReplayReport(
    ArchiveHeader Header,
    BlockRange? Blocks,
    long Inputs,
    ArchiveTail Tail,
    ImmutableArray<Decision> Decisions,
    ImmutableArray<(string Incident, TimelineEvent Line)> Timeline,
    VerdictTotals Verdicts,
    string? Halted,
    Hash32 Digest);

/// <summary>Verdicts by kind, over all monitors and blocks.</summary>
public readonly record struct VerdictTotals(long Verified, long Violated, long Unverifiable);
