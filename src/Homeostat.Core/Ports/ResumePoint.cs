using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;

namespace Homeostat.Core.Ports;

/// <summary>Where a restarted engine goes on.</summary>
/// <param name="Checkpoint">The newest block whose verdicts are stored; null if there is none yet.</param>
/// <param name="Recent">The newest blocks on the followed branch, oldest first, up to the checkpoint.</param>
/// <param name="Unsettled">Actions asked for in blocks that stand and not known to have ended, oldest first.</param>
public sealed record ResumePoint(BlockRef? Checkpoint, ImmutableArray<BlockRef> Recent, ImmutableArray<OutboxEntry> Unsettled);

/// <summary>An action that was asked for.</summary>
/// <param name="Last">The newest outcome that still stands; null if none is known.</param>
public sealed record OutboxEntry(ContainmentAction Action, Decision Decision, ActionOutcome? Last);
