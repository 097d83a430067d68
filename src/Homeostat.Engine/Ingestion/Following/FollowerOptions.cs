using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>Which blocks a consumer wants to see.</summary>
public enum Finality
{
    /// <summary>The head: at once, and reorganised now and then.</summary>
    Latest,

    /// <summary>Justified: minutes late on Ethereum, hardly ever reorganised.</summary>
    Safe,

    /// <summary>Final: never reorganised as long as the chain's own assumption holds.</summary>
    Finalized,
}

/// <summary>Against what a block's logs are checked.</summary>
public enum LogVerification
{
    /// <summary>The bloom filter of the header; costs nothing.</summary>
    Bloom,

    /// <summary>The receipts root; costs eth_getBlockReceipts and a trie for each block.</summary>
    Receipts,
}

/// <param name="Filter">Which logs blocks are delivered with.</param>
/// <param name="BlockTime">The network's usual time between blocks: what counts as silence follows from it.</param>
/// <param name="HeadFirstAbove">
/// A gap of more blocks than this is filled in the backfill lane while the head goes on in its own; a smaller one is filled
/// first, in order. <see cref="ulong.MaxValue"/>: always in order.
/// </param>
public sealed record FollowerOptions(LogFilter Filter, TimeSpan BlockTime, ulong HeadFirstAbove)
{
    private const int SilentBlocks = 3;
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ShortestSilence = TimeSpan.FromSeconds(1);

    public Finality Finality { get; init; } = Finality.Latest;

    public LogVerification Verification { get; init; } = LogVerification.Bloom;

    /// <summary>Blocks per range request at most; less when endpoints refuse so many. Default: 256; 1 to 10,000.</summary>
    public int MaxChunk { get; init; } = 256;

    /// <summary>An endpoint whose head is this many blocks behind the highest is lagging. Default: 3.</summary>
    public ulong MaxLag { get; init; } = 3;

    internal TimeSpan PollInterval => Clamp(BlockTime / 2, ShortestPoll, LongestPoll);

    /// <summary>A subscription that says nothing for so long is asked whether its chain went on.</summary>
    internal TimeSpan SilenceLimit => Clamp(BlockTime * SilentBlocks, ShortestSilence, TimeSpan.MaxValue);

    internal BlockTag Tag => Finality switch
    {
        Finality.Latest => BlockTag.Latest,
        Finality.Safe => BlockTag.Safe,
        _ => BlockTag.Finalized,
    };

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BlockTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BlockTime, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxChunk, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxChunk, 10_000);
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan low, TimeSpan high) => value < low ? low : value > high ? high : value;
}
