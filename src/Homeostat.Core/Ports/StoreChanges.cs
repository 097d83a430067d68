using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Core.Ports;

/// <summary>From what Core took in and what it said to it, to what must be stored: one unit per input.</summary>
public static class StoreChanges
{
    /// <summary>Empty for an input of which nothing is stored, and for one on which Core halted: it was not taken.</summary>
    public static ImmutableArray<StoreChange> Of(Input input, ImmutableArray<Emission> emissions)
    {
        if (emissions.Any(e => e is Emission.Halted))
        {
            return [];
        }

        return input switch
        {
            ChainUpdate.Committed committed => [Committed(committed.Block, emissions)],
            ChainUpdate.Reverted reverted => [new StoreChange.Retracted(reverted.Old)],
            ChainUpdate.Reorged reorged => [new StoreChange.Retracted(reorged.Old), .. reorged.New.Select(b => Committed(b, emissions))],
            ChainUpdate.Resumed resumed =>
            [
                new StoreChange.Skipped(Between(resumed), "the engine was away; the head came first"),
                Committed(resumed.Block, emissions),
            ],
            ActionOutcome outcome => [new StoreChange.Outcome(outcome)],
            _ => [],
        };
    }

    /// <summary>What a second look at a block of a gap found: its verdicts alone, for it is too late to act.</summary>
    public static StoreChange.Filled Filled(Block block, ImmutableArray<Emission> emissions) =>
        new(block.Ref, block.ParentHash, block.Timestamp, Verdicts(block, emissions));

    private static BlockRange Between(ChainUpdate.Resumed resumed) =>
        new(new BlockNumber(resumed.After.Number + 1), new BlockNumber(resumed.Block.Ref.Number - 1));

    private static BlockVerdicts Verdicts(Block block, ImmutableArray<Emission> emissions) =>
        BlockVerdicts.Of([.. emissions.OfType<Emission.Judged>().Where(j => j.Block == block.Ref).Select(j => j.Verdict)]);

    private static StoreChange.Committed Committed(Block block, ImmutableArray<Emission> emissions) => new(new BlockRecord(
        block.Ref,
        block.ParentHash,
        block.Timestamp,
        Verdicts(block, emissions),
        [.. emissions.OfType<Emission.Believed>().Where(b => b.Block == block.Ref).SelectMany(b => b.Belief.Signals)],
        [.. emissions.OfType<Emission.Decided>().Where(d => d.Decision.Block == block.Ref).Select(d => d.Decision)],
        [.. emissions.OfType<Emission.ActionRequested>().Where(a => a.Decision.Block == block.Ref).Select(a => a.Action)]));
}
