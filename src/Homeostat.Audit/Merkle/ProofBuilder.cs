using System.Numerics;
using Homeostat.Ethereum;

namespace Homeostat.Audit.Merkle;

/// <summary>Builds proofs (RFC 6962 §2.1.1, §2.1.2) over a tree of which complete subtrees can be asked for.</summary>
/// <param name="complete">Root over the 2^level leaves from start on, all of which are in the tree.</param>
public sealed class ProofBuilder(Func<int, ulong, Hash32> complete)
{
    /// <summary>Root over the first leaves.</summary>
    public Hash32 Root(ulong size) => size == 0 ? MerkleTree.EmptyRoot : Root(0, size);

    public IReadOnlyList<Hash32> Inclusion(ulong index, ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<Hash32>();
        var (start, end) = (0UL, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            if (index < middle)
            {
                proof.Add(Root(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(Root(start, middle));
                start = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    public IReadOnlyList<Hash32> Consistency(ulong size1, ulong size2)
    {
        ArgumentOutOfRangeException.ThrowIfZero(size1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size1, size2);
        var proof = new List<Hash32>();
        var (start, end) = (0UL, size2);
        while (size1 != end)
        {
            var middle = start + Split(end - start);
            if (size1 <= middle)
            {
                proof.Add(Root(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(Root(start, middle));
                start = middle;
            }
        }

        // From the left edge on, what is left is the first tree itself, which the verifier has.
        if (start != 0)
        {
            proof.Add(Root(start, end));
        }

        proof.Reverse();
        return proof;
    }

    private Hash32 Root(ulong start, ulong end)
    {
        var length = end - start;
        if (BitOperations.IsPow2(length))
        {
            return complete(BitOperations.Log2(length), start);
        }

        var middle = start + Split(length);
        return MerkleTree.NodeHash(Root(start, middle), Root(middle, end));
    }

    /// <summary>The largest power of two below.</summary>
    private static ulong Split(ulong length) => 1UL << BitOperations.Log2(length - 1);
}
