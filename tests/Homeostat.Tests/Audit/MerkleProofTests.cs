using Homeostat.Audit.Merkle;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Audit;

public class MerkleProofTests
{
    private const int Most = 70;

    private static readonly Hash32[] Leaves = [.. Enumerable.Range(0, Most).Select(i => MerkleTree.LeafHash([(byte)i]))];
    private static readonly ProofBuilder Proofs = new((level, start) => Reference((int)start, (int)start + (1 << level)));

    /// <summary>Leaves and root of the tree of eight that implementations of RFC 6962 have in common.</summary>
    [Fact]
    public void The_root_of_the_common_test_tree_is_as_published()
    {
        string[] leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        Hash32[] hashes = [.. leaves.Select(l => MerkleTree.LeafHash(Convert.FromHexString(l)))];

        var root = MerkleTree.CompleteRoot([.. hashes.SelectMany(h => h.ToBytes())]);

        Assert.Equal(Hash32.Parse("0x5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"), root);
        Assert.Equal(Hash32.Parse("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), MerkleTree.EmptyRoot);
    }

    [Fact]
    public void Every_proof_that_is_built_verifies_and_no_other_index_size_or_root_does()
    {
        for (var size = 1; size <= Most; size++)
        {
            var root = Reference(0, size);
            Assert.Equal(root, Proofs.Root((ulong)size));
            for (var index = 0; index < size; index++)
            {
                var proof = Proofs.Inclusion((ulong)index, (ulong)size);
                Assert.True(MerkleProof.Includes(Leaves[index], (ulong)index, (ulong)size, proof, root));
                Assert.False(MerkleProof.Includes(Leaves[(index + 1) % Most], (ulong)index, (ulong)size, proof, root));
                Assert.False(MerkleProof.Includes(Leaves[index], (ulong)(index + 1), (ulong)size, proof, root));
            }

            for (var first = 1; first <= size; first++)
            {
                var proof = Proofs.Consistency((ulong)first, (ulong)size);
                Assert.True(MerkleProof.IsConsistent((ulong)first, (ulong)size, proof, Reference(0, first), root));
                Assert.False(MerkleProof.IsConsistent((ulong)first, (ulong)size, proof, Leaves[^1], root));
                Assert.Equal(first == size, MerkleProof.IsConsistent((ulong)first, (ulong)size, [], Reference(0, first), root));
            }
        }
    }

    /// <summary>The definition of RFC 6962 §2.1, word for word.</summary>
    private static Hash32 Reference(int start, int end)
    {
        if (end - start == 1)
        {
            return Leaves[start];
        }

        var k = 1;
        while (2 * k < end - start)
        {
            k *= 2;
        }

        return MerkleTree.NodeHash(Reference(start, start + k), Reference(start + k, end));
    }
}
