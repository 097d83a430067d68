using Homeostat.Core;
using Homeostat.Core.Chain;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>
/// The chain no longer holds any of the newest 65 blocks that were delivered: it cannot be told what is left of what was
/// decided on them. Following ends; people must look.
/// </summary>
public sealed class DeepReorgException(BlockRef tip, BlockRef head)
    : Exception($"block {head.Number} ({head.Hash}) does not join the followed chain within {Brain.ReorgDepth} blocks; it was followed up to block {tip.Number} ({tip.Hash})")
{
    /// <summary>The newest block delivered.</summary>
    public BlockRef Tip => tip;

    /// <summary>The block that does not join it.</summary>
    public BlockRef Head => head;
}
