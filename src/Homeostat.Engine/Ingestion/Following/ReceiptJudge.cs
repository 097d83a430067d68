using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum.Blocks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>Holds a block's receipts against its header.</summary>
internal static class ReceiptJudge
{
    public static Finding? Judge(BlockHeader header, IReadOnlyList<ConsensusReceipt>? receipts)
    {
        if (receipts is null)
        {
            return new Finding(FaultKind.UnknownBlock, $"the receipts of block {header.Number} are not known");
        }

        if (ReceiptsRoot.Compute(receipts) is { } root && root != header.ReceiptsRoot)
        {
            return new Finding(FaultKind.WrongReceipts, $"block {header.Number}: the receipts have the root {root}, the header says {header.ReceiptsRoot}");
        }

        // The root covers address, topics and data only; where the logs stand is checked here.
        return receipts.SelectMany(r => r.Logs).Any(l => l.BlockHash != header.Hash || l.BlockNumber != header.Number)
            ? new Finding(FaultKind.ForgedLogs, $"block {header.Number}: a receipt with a log of another block")
            : null;
    }
}
