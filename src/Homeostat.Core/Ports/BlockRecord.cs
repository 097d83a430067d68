using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;
using Homeostat.Ethereum;

namespace Homeostat.Core.Ports;

/// <summary>Everything about a block that is stored in one transaction, with the checkpoint that it moves.</summary>
/// <param name="Signals">Evidence for an attack.</param>
/// <param name="Actions">Asked for; each belongs to one of <paramref name="Decisions"/>.</param>
public sealed record BlockRecord(
    BlockRef Ref,
    Hash32 ParentHash,
    UnixSeconds Timestamp,
    BlockVerdicts Verdicts,
    ImmutableArray<Signal> Signals,
    ImmutableArray<Decision> Decisions,
    ImmutableArray<ContainmentAction> Actions);
