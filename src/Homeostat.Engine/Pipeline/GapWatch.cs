using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Pipeline;

/// <summary>Blocks that the head went past, and a Core of their own that goes on where the head's was before them.</summary>
/// <param name="Before">The block before the first of them.</param>
/// <param name="Blocks">All of them.</param>
/// <param name="ParentOfNext">The hash that the last of them must have.</param>
internal sealed record GapWatch(BlockRef Before, BlockRange Blocks, Hash32 ParentOfNext, Brain Brain)
{
    /// <param name="brain">Before it takes the update.</param>
    public static GapWatch Open(ChainUpdate.Resumed resumed, Brain brain) => new(
        resumed.After,
        new BlockRange(new BlockNumber(resumed.After.Number + 1), new BlockNumber(resumed.Block.Ref.Number - 1)),
        resumed.Block.ParentHash,
        brain.Fork());

    /// <summary>What Core would have said in time. Nobody else's prices are known of then, so what needs them stays unverifiable.</summary>
    public ImmutableArray<Emission> Look(Block block) => Brain.Step(new ChainUpdate.Committed(block));
}
