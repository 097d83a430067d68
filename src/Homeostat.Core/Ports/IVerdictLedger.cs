// A port names tasks in its signatures and starts none: the shell behind it does.
#pragma warning disable RS0030
using System.Collections.Immutable;
using Homeostat.Ethereum;

namespace Homeostat.Core.Ports;

/// <summary>
/// What could be verified, per monitor and block, of the branch that is followed; retracted blocks do not count. Reads
/// what is durable, beside the writer. Every method throws <see cref="StoreException"/> if the store cannot be read.
/// </summary>
public interface IVerdictLedger
{
    /// <summary>Null if every block from the first stored one to the checkpoint has been verified by every monitor.</summary>
    Task<UnverifiedBlocks?> OldestUnverifiedAsync(CancellationToken cancellation);

    /// <summary>Blocks to look at again, oldest first: gaps, and blocks that a monitor could not verify.</summary>
    Task<ImmutableArray<UnverifiedBlocks>> UnverifiedAsync(int limit, CancellationToken cancellation);

    /// <summary>Blocks of the range without any verdict of the monitor, oldest first.</summary>
    Task<ImmutableArray<BlockRange>> GapsAsync(MonitorKey monitor, BlockRange range, int limit, CancellationToken cancellation);

    /// <summary>What every monitor that ever looked could say of the range.</summary>
    Task<ImmutableArray<MonitorCoverage>> CoverageAsync(BlockRange range, CancellationToken cancellation);

    /// <summary>All verdicts of a height, also replaced ones and those of retracted blocks, oldest first.</summary>
    Task<ImmutableArray<LedgerVerdict>> HistoryAsync(BlockNumber block, CancellationToken cancellation);
}
