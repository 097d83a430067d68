using System.Collections.Immutable;

namespace Homeostat.Engine.Ingestion.Traces;

/// <summary>What the endpoints let us see of a chain.</summary>
/// <param name="BlockReceipts">eth_getBlockReceipts: logs can be held against the receipts root.</param>
/// <param name="PendingTransactions">newPendingTransactions: transactions are seen before they are mined.</param>
/// <param name="Simulation">eth_simulateV1: what a transaction would do can be asked.</param>
/// <param name="FinalizedTag">The node tells which block is final.</param>
public sealed record Visibility(TraceMethod Traces, bool BlockReceipts, bool PendingTransactions, bool Simulation, bool FinalizedTag)
{
    /// <summary>What is not seen and what follows from it, in sentences for people; empty when nothing is hidden.</summary>
    public ImmutableArray<string> NotVisible =>
    [
        .. Missing(Traces == TraceMethod.None, "Internal calls are not visible: no endpoint offers debug_traceBlockByHash, debug_traceBlockByNumber or trace_block. Calls between contracts that emit no event go unseen, and rules on them report unverifiable."),
        .. Missing(!BlockReceipts, "Logs cannot be held against the receipts root: no endpoint offers eth_getBlockReceipts. An omission that the bloom filter does not show goes unseen."),
        .. Missing(!PendingTransactions, "Pending transactions are not visible: no endpoint offers a newPendingTransactions subscription. An attack is seen at the earliest when it is mined."),
        .. Missing(!Simulation, "Transactions cannot be simulated over several calls: no endpoint offers eth_simulateV1."),
        .. Missing(!FinalizedTag, "Finality is not visible: no endpoint knows the block tag 'finalized'."),
    ];

    private static ImmutableArray<string> Missing(bool isMissing, string sentence) => isMissing ? [sentence] : [];
}
