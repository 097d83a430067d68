using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Ethereum;

namespace Homeostat.Core.Ports;

/// <summary>Blocks that somebody still has to look at.</summary>
/// <param name="Since">
/// The block's timestamp; for a gap that of the block before it, since the gap's own are unknown: age is then an upper bound.
/// </param>
/// <param name="Monitor">The one that could not verify it; null for a gap, which no monitor has seen.</param>
public sealed record UnverifiedBlocks(BlockRange Blocks, UnixSeconds Since, MonitorKey? Monitor, string Reason);

/// <summary>Blocks of a range by the monitor's newest verdict.</summary>
/// <param name="Missing">Without any verdict of this monitor.</param>
public sealed record MonitorCoverage(MonitorKey Monitor, ulong Verified, ulong Violated, ulong Unverifiable, ulong Missing)
{
    /// <summary>Share of the range's blocks that the monitor could look at, in [0, 1].</summary>
    public double Share => (double)(Verified + Violated) / (Verified + Violated + Unverifiable + Missing);
}

/// <param name="Revision">0 for the first verdict; a higher one has replaced it.</param>
/// <param name="IsRetracted">The block has left the chain.</param>
public sealed record LedgerVerdict(BlockRef Block, Verdict Verdict, int Revision, bool IsRetracted);
