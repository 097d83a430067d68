using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>Gives the logs of a range of blocks, oldest first: from a node or from a recorded archive.</summary>
public interface IRangeSource
{
    /// <summary>
    /// Parts that join without a gap from the range's first block to its last. A part is valid until the next is asked for.
    /// </summary>
    /// <exception cref="EthereumRpcException">The source is gone; what it gave before stands.</exception>
    IAsyncEnumerable<RangePart> ReadAsync(BlockRange range, CancellationToken cancellation);
}

/// <summary>Consecutive blocks, their logs in order, and those of the blocks that could not be looked at.</summary>
public sealed record RangePart(BlockRange Range, LogBatch Logs, IReadOnlyList<FailedLook> Failures);

/// <summary>Blocks that a source could not show, and why. A failed look is not a clean look.</summary>
public sealed record FailedLook(BlockRange Range, string Reason);
