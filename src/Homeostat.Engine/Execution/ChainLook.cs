using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Execution.Fees;
using Homeostat.Engine.Execution.Lanes;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution;

/// <summary>What a node says of the actions on their way, in one round trip however many there are.</summary>
/// <param name="BaseFee">Of the next block [wei per gas]; null when the node does not know the head asked for.</param>
/// <param name="Receipts">By action, of whichever of its transactions was mined.</param>
/// <param name="Done">Actions that are in effect on the head, whoever saw to it.</param>
/// <param name="AtTheNode">Actions whose newest transaction the node has: they need not be sent again.</param>
internal sealed record ChainLook(
    Wei? BaseFee,
    ImmutableDictionary<Hash32, TransactionReceipt> Receipts,
    ImmutableHashSet<Hash32> Done,
    ImmutableHashSet<Hash32> AtTheNode)
{
    public static ChainLook Nothing { get; } = new(null, ImmutableDictionary<Hash32, TransactionReceipt>.Empty, [], []);

    /// <summary>Looks, and tells the lane which nonces are used up.</summary>
    /// <exception cref="EthereumRpcException">The node did not say.</exception>
    public static async Task<ChainLook> TakeAsync(ExecutorSetup setup, NonceLane lane, BlockRef head, CancellationToken cancellation)
    {
        var batch = setup.Reader.Batch();
        var nonce = batch.GetTransactionCount(setup.Signer.Address, BlockTag.Latest);
        var block = batch.GetBlockByHash(head.Hash);
        var asked = lane.ByNonce
            .SelectMany(a => a.Transactions, (a, t) => (a.Action.Id, Receipt: batch.GetTransactionReceipt(t.Hash)))
            .ToList();
        var done = lane.ByNonce
            .Select(a => a.Action)
            .OfType<ContainmentAction.Restrict>()
            .Select(a => (a.Id, Answer: batch.Call(new CallRequest(setup.Protocol.RestrictionLedger, GuardContracts.EncodeIsDone(a, setup.Protocol)), BlockTag.At(head.Hash))))
            .ToList();
        var pooled = lane.ByNonce
            .Where(a => a.IncludedAt is null && !a.Transactions.IsEmpty)
            .Select(a => (a.Action.Id, Known: batch.KnowsTransaction(a.Transactions[^1].Hash)))
            .ToList();
        await batch.SendAsync(cancellation).ConfigureAwait(false);
        lane.Observe(nonce.Value);
        var receipts = ImmutableDictionary.CreateBuilder<Hash32, TransactionReceipt>();
        foreach (var (id, answer) in asked)
        {
            if (answer.Value is { } receipt)
            {
                receipts[id] = receipt;
            }
        }

        return new ChainLook(
            block.Value is { } known ? FeeMarket.NextBaseFee(known.Header) : null,
            receipts.ToImmutable(),
            [.. done.Where(d => IsTrue(d.Answer)).Select(d => d.Id)],
            [.. pooled.Where(p => p.Known is { Error: null, Value: true }).Select(p => p.Id)]);
    }

    private static bool IsTrue(BatchAnswer<byte[]> answer)
    {
        try
        {
            return answer.Error is null && GuardContracts.IsDone.DecodeOutput(answer.Value)[0].AsBool();
        }
        catch (EthereumFormatException)
        {
            return false;
        }
    }
}
