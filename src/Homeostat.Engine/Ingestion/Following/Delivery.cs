using System.Collections.Immutable;
using Homeostat.Core.Chain;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>The two sequences in which blocks are delivered. Each is in order by itself.</summary>
public enum Lane
{
    /// <summary>The newest blocks, as they come: decisions are made on these.</summary>
    Head,

    /// <summary>Blocks that were missed, oldest first: verdicts are made up for on these.</summary>
    Backfill,
}

/// <summary>One step of the chain.</summary>
/// <param name="Evidence">One for each block that the update adds, in its order.</param>
/// <param name="StartsAnew">
/// The block does not extend what the head lane delivered before: what lies between follows in the backfill lane, whose
/// first block extends it. A consumer hands its state over to the backfill lane and begins the head lane with a fresh one.
/// </param>
/// <param name="After">Where following stands once this is taken in; to be stored together with what came of it.</param>
public sealed record Delivery(
    ChainUpdate Update, ImmutableArray<BlockEvidence> Evidence, Lane Lane, bool StartsAnew, FollowPosition After);

/// <summary>Takes deliveries in.</summary>
public interface IChainConsumer
{
    /// <summary>
    /// Called one at a time, in the order of each lane; the next waits for it. An exception ends the following.
    /// </summary>
    Task TakeAsync(Delivery delivery, CancellationToken cancellation);
}
