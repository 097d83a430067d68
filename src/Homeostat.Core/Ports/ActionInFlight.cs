using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Ethereum;

namespace Homeostat.Core.Ports;

/// <summary>
/// One logical action and the transactions made of it.
/// <code>
/// Waiting ──mined, post-condition holds──► Included ──too deep for a reorg──► (forgotten)
///    ▲ └──reverted, effect missing, replaced by a newer attempt──► (forgotten)
///    └───────────── its block left the chain ───────┘
/// </code>
/// </summary>
/// <param name="Action">Its id is what the contracts know it by.</param>
/// <param name="StakeUsd">p·q·R of the decision, which bounds what is bid [USD].</param>
/// <param name="RequestedAt">Number of the block that it was decided in.</param>
/// <param name="Nonce">The nonce that its newest transaction has.</param>
/// <param name="Transactions">Every one signed for it, oldest first: any of them may be mined.</param>
/// <param name="IncludedAt">The block that one of them was mined in; null while waiting.</param>
public sealed record ActionInFlight(
    ContainmentAction Action,
    double StakeUsd,
    ulong RequestedAt,
    ulong Nonce,
    ImmutableArray<ActionTransaction> Transactions,
    BlockRef? IncludedAt);

/// <summary>One signed transaction of an action.</summary>
/// <param name="SentAt">Number of the head when it was handed over.</param>
public sealed record ActionTransaction(Hash32 Hash, ulong Nonce, Wei MaxPriorityFeePerGas, Wei MaxFeePerGas, ulong SentAt);
