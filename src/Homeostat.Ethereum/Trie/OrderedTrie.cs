using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rlp;

namespace Homeostat.Ethereum.Trie;

/// <summary>
/// The root of the Merkle Patricia trie (yellow paper, appendix D) over a list: key is the RLP of the position, value the
/// item. That is how a header commits to its transactions, receipts and withdrawals.
/// </summary>
public static class OrderedTrie
{
    private const int BranchWidth = 16;

    /// <summary>The root over the items in their order; of no item, that of the empty trie.</summary>
    public static Hash32 Root(IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var leaves = new Leaf[items.Count];
        for (int i = 0; i < leaves.Length; i++)
        {
            leaves[i] = new Leaf(Nibbles(i), items[i]);
        }

        Array.Sort(leaves, static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        return Keccak256.Hash(leaves.Length == 0 ? [RlpHeader.StringOffset] : Encode(leaves, depth: 0));
    }

    private static byte[] Encode(ReadOnlySpan<Leaf> leaves, int depth)
    {
        ReadOnlySpan<byte> rest = leaves[0].Key.AsSpan(depth);
        if (leaves.Length == 1)
        {
            return Pair(rest, isLeaf: true, leaves[0].Value.Span, isEncoded: false);
        }

        // Sorted: what the first and the last have in common, all have.
        int shared = rest.CommonPrefixLength(leaves[^1].Key.AsSpan(depth));
        return shared == 0
            ? Branch(leaves, depth)
            : Pair(rest[..shared], isLeaf: false, Reference(Branch(leaves, depth + shared)), isEncoded: true);
    }

    private static byte[] Branch(ReadOnlySpan<Leaf> leaves, int depth)
    {
        var writer = new RlpWriter();
        writer.BeginList();
        for (byte nibble = 0; nibble < BranchWidth; nibble++)
        {
            int count = 0;
            while (count < leaves.Length && leaves[count].Key[depth] == nibble)
            {
                count++;
            }

            WriteChild(writer, leaves[..count], depth + 1);
            leaves = leaves[count..];
        }

        // No position's RLP is a prefix of another's, so that no value ends at a branch.
        writer.Write([]);
        writer.EndList();
        return writer.ToArray();
    }

    private static void WriteChild(RlpWriter writer, ReadOnlySpan<Leaf> leaves, int depth)
    {
        if (leaves.IsEmpty)
        {
            writer.Write([]);
        }
        else
        {
            writer.WriteRaw(Reference(Encode(leaves, depth)));
        }
    }

    private static byte[] Pair(ReadOnlySpan<byte> nibbles, bool isLeaf, ReadOnlySpan<byte> second, bool isEncoded)
    {
        var writer = new RlpWriter();
        writer.BeginList();
        writer.Write(HexPrefix(nibbles, isLeaf));
        if (isEncoded)
        {
            writer.WriteRaw(second);
        }
        else
        {
            writer.Write(second);
        }

        writer.EndList();
        return writer.ToArray();
    }

    // A node shorter than a hash stands in its parent as it is.
    private static byte[] Reference(byte[] node)
    {
        if (node.Length < Hash32.Size)
        {
            return node;
        }

        var writer = new RlpWriter();
        writer.Write(Keccak256.Hash(node));
        return writer.ToArray();
    }

    // Appendix C: two nibbles to a byte, after a flag for leaf and odd length.
    private static byte[] HexPrefix(ReadOnlySpan<byte> nibbles, bool isLeaf)
    {
        bool isOdd = (nibbles.Length & 1) != 0;
        var bytes = new byte[(nibbles.Length / 2) + 1];
        bytes[0] = (byte)((isLeaf ? 0x20 : 0) | (isOdd ? 0x10 | nibbles[0] : 0));
        for (int i = isOdd ? 1 : 0, at = 1; i < nibbles.Length; i += 2)
        {
            bytes[at++] = (byte)((nibbles[i] << 4) | nibbles[i + 1]);
        }

        return bytes;
    }

    private static byte[] Nibbles(int position)
    {
        var writer = new RlpWriter();
        writer.Write((ulong)position);
        ReadOnlySpan<byte> key = writer.WrittenSpan;
        var nibbles = new byte[key.Length * 2];
        for (int i = 0; i < key.Length; i++)
        {
            nibbles[2 * i] = (byte)(key[i] >> 4);
            nibbles[(2 * i) + 1] = (byte)(key[i] & 0xf);
        }

        return nibbles;
    }

    private readonly record struct Leaf(byte[] Key, ReadOnlyMemory<byte> Value);
}
