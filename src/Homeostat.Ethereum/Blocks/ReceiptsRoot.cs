using Homeostat.Ethereum.Trie;

namespace Homeostat.Ethereum.Blocks;

/// <summary>Recomputes the receipts root of a block.</summary>
public static class ReceiptsRoot
{
    /// <summary>Null when a receipt is of a type whose consensus encoding is not known, such as those of Arbitrum.</summary>
    public static Hash32? Compute(IReadOnlyList<ConsensusReceipt> receipts)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        var items = new ReadOnlyMemory<byte>[receipts.Count];
        for (int i = 0; i < items.Length; i++)
        {
            if (!receipts[i].IsKnown)
            {
                return null;
            }

            items[i] = receipts[i].Encode();
        }

        return OrderedTrie.Root(items);
    }
}
