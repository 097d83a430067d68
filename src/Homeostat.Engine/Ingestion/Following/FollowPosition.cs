using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>Blocks that were passed over and are still to be delivered in the backfill lane.</summary>
/// <param name="Before">The block that the first of them must extend; null when following began with them.</param>
/// <param name="Range">What is missing.</param>
/// <param name="ParentOfNext">The hash that the last of them must have, because the block after it says so.</param>
public sealed record Gap(BlockRef? Before, BlockRange Range, Hash32 ParentOfNext);

/// <summary>
/// Where following stands: stored with the verdicts of what was delivered, and where a restart goes on. With it, a
/// reorganisation that happened in between is noticed.
/// </summary>
/// <param name="Next">The first block to deliver when nothing was delivered yet; null: begin at the head.</param>
/// <param name="Recent">The newest blocks delivered in the head lane, at most 65, oldest first.</param>
/// <param name="Gaps">Oldest first.</param>
public sealed record FollowPosition(BlockNumber? Next, ImmutableArray<BlockRef> Recent, ImmutableArray<Gap> Gaps)
{
    public static FollowPosition AtHead { get; } = new(null, [], []);

    public static FollowPosition From(BlockNumber first) => new(first, [], []);

    public static FollowPosition After(ImmutableArray<BlockRef> recent) => new(null, recent, []);
}
