using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Core.Ports;

/// <summary>One thing to be stored. Each may be repeated: what is already stored changes nothing.</summary>
public abstract record StoreChange
{
    private StoreChange()
    {
    }

    /// <summary>A block on top of the checkpoint, which it moves.</summary>
    public sealed record Committed(BlockRecord Block) : StoreChange;

    /// <summary>The newest blocks have left the chain (oldest first). Their rows stay, marked; the checkpoint goes back.</summary>
    public sealed record Retracted(ImmutableArray<BlockRef> Blocks) : StoreChange;

    /// <summary>The blocks after the checkpoint that the engine goes past for now: a gap, to be filled.</summary>
    public sealed record Skipped(BlockRange Blocks, string Reason) : StoreChange;

    /// <summary>Verdicts of a block in a gap, or of one that was unverifiable: these take the place of the old ones.</summary>
    public sealed record Filled(BlockRef Block, Hash32 ParentHash, UnixSeconds Timestamp, BlockVerdicts Verdicts) : StoreChange;

    /// <summary>What became of an action.</summary>
    public sealed record Outcome(ActionOutcome Action) : StoreChange;
}
