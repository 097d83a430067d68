using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Core.Chain;

/// <summary>
/// Everything that Core takes in: <see cref="ChainUpdate"/>, <see cref="Simulation"/>, <see cref="ActionOutcome"/>,
/// <see cref="Tick"/>, <see cref="Forewarning"/> or <see cref="OperatorCommand"/>. Core's decisions are a pure function of its configuration
/// and the sequence of these.
/// </summary>
public abstract record Input
{
    private protected Input()
    {
    }
}

/// <summary>Seconds since 1970-01-01 UTC, as in a block header.</summary>
public readonly record struct UnixSeconds(long Value)
{
    public static double operator -(UnixSeconds later, UnixSeconds earlier) => later.Value - earlier.Value;

    public UnixSeconds Plus(double seconds) => new(Value + (long)seconds);
}

/// <summary>A block by number and hash: facts and signals are bound to both, so that a reorg retracts them.</summary>
public readonly record struct BlockRef(ulong Number, Hash32 Hash);

/// <summary>A block as Core sees it: its logs in order, nothing else.</summary>
/// <param name="Logs">Core reads them while it takes the block and keeps none: the batch may be refilled afterwards.</param>
public sealed record Block(BlockRef Ref, Hash32 ParentHash, UnixSeconds Timestamp, LogBatch Logs)
{
    /// <summary>Why the logs may not be all of them and true: then no monitor can call the block clean. Empty if they are.</summary>
    public string Doubt { get; init; } = "";
}

/// <summary>The chain moved.</summary>
public abstract record ChainUpdate : Input
{
    /// <summary>A block on top of the last one.</summary>
    public sealed record Committed(Block Block) : ChainUpdate;

    /// <summary>The newest <paramref name="Old"/> blocks were replaced by <paramref name="New"/> (oldest first).</summary>
    public sealed record Reorged(ImmutableArray<BlockRef> Old, ImmutableArray<Block> New) : ChainUpdate;

    /// <summary>The newest <paramref name="Old"/> blocks are gone and nothing replaces them yet.</summary>
    public sealed record Reverted(ImmutableArray<BlockRef> Old) : ChainUpdate;

    /// <summary>
    /// A block far above the last one, <paramref name="After"/>: what lies between is looked at apart, so that the head does
    /// not wait for it. What was known is still the best guess.
    /// </summary>
    public sealed record Resumed(BlockRef After, Block Block) : ChainUpdate;

    /// <summary>The chain has a head that shares none of the newest blocks with what was followed: nothing can be undone so deep.</summary>
    public sealed record Diverged(BlockRef Tip, BlockRef Head) : ChainUpdate;

    /// <summary>A transaction that is known and not mined yet, and may never be. It is of no block and no reorg undoes it.</summary>
    public sealed record Pending(TransactionView Transaction) : ChainUpdate;
}

/// <summary>A prepared action was simulated from its real signer on the head: the proof that it is armed.</summary>
/// <param name="Reason">Why it would fail; empty if it would succeed.</param>
public sealed record Simulation(Scope Scope, string Rung, BlockRef Head, bool Succeeds, string Reason) : Input;

/// <summary>How far an action got.</summary>
public enum ActionStatus
{
    /// <summary>Handed to the node.</summary>
    Sent,

    /// <summary>Mined, and its post-condition re-read at that block.</summary>
    Included,

    /// <summary>The node refused it, or it reverted.</summary>
    Failed,
}

/// <summary>What became of an action that Core asked for.</summary>
/// <param name="PostConditionHolds">Read again from the chain at the including block; a receipt alone proves nothing.</param>
public sealed record ActionOutcome(
    Hash32 ActionId,
    ActionStatus Status,
    BlockRef Block,
    long GasUsed,
    bool PostConditionHolds,
    string Detail) : Input;

/// <summary>Time passed, and venues outside the chain were asked for their prices.</summary>
public sealed record Tick(UnixSeconds At, ImmutableArray<Quote> Quotes) : Input;

/// <param name="Price">In settlement units (USD) per unit of the market's base.</param>
/// <param name="At">When the venue made it, which may be long before the tick.</param>
public readonly record struct Quote(string Venue, string Market, double Price, UnixSeconds At);

/// <summary>
/// The same code was acted on elsewhere, on evidence that is settled there: somebody holds an exploit for it. Told once by
/// each deployment and scope.
/// </summary>
/// <param name="Network">Slug of the network that it happened on.</param>
/// <param name="Scope">As there; where it has no counterpart here, it is about the whole protocol.</param>
/// <param name="Reason">What was seen there, in a sentence.</param>
public sealed record Forewarning(string Network, Scope Scope, string Reason) : Input;

/// <summary>What a person told the engine. People act on chain by themselves; these only move the incident.</summary>
public sealed record OperatorCommand(OperatorVerb Verb, string Operator, string Note) : Input;

public enum OperatorVerb
{
    Acknowledge,
    Eradicated,
    Resolve,
}
