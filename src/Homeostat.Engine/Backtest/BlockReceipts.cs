using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>A block's logs from its receipts, whose root the header holds: none is missing and none is forged.</summary>
internal static class BlockReceipts
{
    /// <exception cref="EthereumRpcException">No receipts, or others than the header's.</exception>
    public static async Task<LogBatch> LogsAsync(EthereumClient node, BlockHeader header, LogInterest interest, CancellationToken cancellation)
    {
        var receipts = await node.GetConsensusReceiptsAsync(header.Hash, cancellation).ConfigureAwait(false);
        if (ReceiptJudge.Judge(header, receipts) is { } finding)
        {
            throw new RpcMalformedException($"The node lied: {finding.Detail}.");
        }

        return receipts!.All(r => r.IsKnown)
            ? interest.Among(receipts!)
            : throw new RpcMalformedException($"Block {header.Number} has a type of receipt whose encoding is not known.");
    }
}
