using System.Numerics;
using Homeostat.Ethereum;

namespace Homeostat.Audit.Merkle;

/// <summary>
/// Verifies proofs of inclusion and consistency (RFC 9162 §2.1.3.2, §2.1.4.2), and those of subtrees
/// (draft-ietf-plants-merkle-tree-certs §4), of which a tree is the one that starts at 0. A subtree [start, end) is one
/// only if its start is a multiple of the least power of two that is not below its length.
/// </summary>
public static class MerkleProof
{
    /// <summary>Whether the leaf is at that index of the tree of that size and root.</summary>
    public static bool Includes(Hash32 leaf, ulong index, ulong size, IReadOnlyList<Hash32> proof, Hash32 root) =>
        IncludesInSubtree(leaf, index, 0, size, proof, root);

    /// <summary>Whether the leaf with that index in the whole tree is in the subtree [start, end).</summary>
    public static bool IncludesInSubtree(Hash32 leaf, ulong index, ulong start, ulong end, IReadOnlyList<Hash32> proof, Hash32 root)
    {
        if (index < start || index >= end || !IsSubtree(start, end))
        {
            return false;
        }

        // fn and sn are the index and the last index on the level that has been reached.
        var fn = index - start;
        var sn = end - start - 1;
        var hash = leaf;
        foreach (var sibling in proof)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleTree.NodeHash(sibling, hash);
                // A last node without a sibling is its own parent.
                var steps = BitOperations.TrailingZeroCount(fn);
                fn >>= steps;
                sn >>= steps;
            }
            else
            {
                hash = MerkleTree.NodeHash(hash, sibling);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && hash == root;
    }

    /// <summary>
    /// Whether the tree of <paramref name="size2"/> begins with that of <paramref name="size1"/>. Nothing is proved of an
    /// empty first tree, so that is false.
    /// </summary>
    public static bool IsConsistent(ulong size1, ulong size2, IReadOnlyList<Hash32> proof, Hash32 root1, Hash32 root2) =>
        size1 > 0 && IsSubtreeConsistent(0, size1, size2, proof, root1, root2);

    /// <summary>Whether the tree of that size and root has the subtree [start, end). The empty subtree is in every tree.</summary>
    public static bool IsSubtreeConsistent(ulong start, ulong end, ulong size, IReadOnlyList<Hash32> proof, Hash32 subtree, Hash32 root)
    {
        if (start > end || end > size)
        {
            return false;
        }

        return start == end
            ? proof.Count == 0 && subtree == MerkleTree.EmptyRoot
            : IsSubtree(start, end) && IsConsistent(new Levels(start, end - 1, size - 1), proof, subtree, root);
    }

    /// <param name="at">Of the level that has been reached: first and last node of the subtree, last node of the tree.</param>
    private static bool IsConsistent(Levels at, IReadOnlyList<Hash32> proof, Hash32 subtree, Hash32 root)
    {
        var isRightEdge = at.Last == at.End;
        while (at.First != at.Last && (isRightEdge || (at.Last & 1) == 1))
        {
            at = at.Up();
        }

        var skipped = at.First == at.Last ? 0 : 1;
        if (proof.Count < skipped)
        {
            return false;
        }

        var fr = skipped == 0 ? subtree : proof[0];
        var sr = fr;
        foreach (var sibling in proof.Skip(skipped))
        {
            if (at.End == 0)
            {
                return false;
            }

            if ((at.Last & 1) == 1 || at.Last == at.End)
            {
                fr = at.First < at.Last ? MerkleTree.NodeHash(sibling, fr) : fr;
                sr = MerkleTree.NodeHash(sibling, sr);
                while ((at.Last & 1) == 0)
                {
                    at = at.Up();
                }
            }
            else
            {
                sr = MerkleTree.NodeHash(sr, sibling);
            }

            at = at.Up();
        }

        return at.End == 0 && fr == subtree && sr == root;
    }

    private static bool IsSubtree(ulong start, ulong end)
    {
        if (start >= end)
        {
            return false;
        }

        // 0 when the least power of two is 2^64: then only 0 is a multiple of it.
        var span = BitOperations.RoundUpToPowerOf2(end - start);
        return span == 0 ? start == 0 : start % span == 0;
    }

    private readonly record struct Levels(ulong First, ulong Last, ulong End)
    {
        public Levels Up() => new(First >> 1, Last >> 1, End >> 1);
    }
}
