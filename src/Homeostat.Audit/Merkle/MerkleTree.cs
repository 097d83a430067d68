using System.Numerics;
using System.Security.Cryptography;
using Homeostat.Ethereum;

namespace Homeostat.Audit.Merkle;

/// <summary>
/// Hashes of RFC 6962 §2.1: leaf = SHA-256(0x00 ‖ entry), node = SHA-256(0x01 ‖ left ‖ right). The prefixes keep a node
/// from passing for an entry.
/// </summary>
public static class MerkleTree
{
    public const byte LeafPrefix = 0;
    public const byte NodePrefix = 1;

    /// <summary>Root of the empty tree: SHA-256 of nothing.</summary>
    public static Hash32 EmptyRoot { get; } = new(SHA256.HashData([]));

    public static Hash32 LeafHash(ReadOnlySpan<byte> entry)
    {
        var prefixed = new byte[entry.Length + 1];
        prefixed[0] = LeafPrefix;
        entry.CopyTo(prefixed.AsSpan(1));
        return new Hash32(SHA256.HashData(prefixed));
    }

    public static Hash32 NodeHash(Hash32 left, Hash32 right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Hash32.Size)];
        bytes[0] = NodePrefix;
        left.WriteTo(bytes[1..]);
        right.WriteTo(bytes[(1 + Hash32.Size)..]);
        Span<byte> hash = stackalloc byte[Hash32.Size];
        SHA256.HashData(bytes, hash);
        return new Hash32(hash);
    }

    /// <summary>Root over a power of two of hashes, which lie one after another.</summary>
    public static Hash32 CompleteRoot(ReadOnlySpan<byte> hashes)
    {
        var count = hashes.Length / Hash32.Size;
        if (count == 0 || !BitOperations.IsPow2(count) || hashes.Length % Hash32.Size != 0)
        {
            throw new ArgumentException($"{hashes.Length} bytes are no complete subtree", nameof(hashes));
        }

        var level = new Hash32[count];
        for (var i = 0; i < count; i++)
        {
            level[i] = new Hash32(hashes.Slice(i * Hash32.Size, Hash32.Size));
        }

        for (; count > 1; count /= 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                level[i] = NodeHash(level[2 * i], level[(2 * i) + 1]);
            }
        }

        return level[0];
    }

    /// <summary>Root of a tree from its largest complete subtrees, left to right.</summary>
    public static Hash32 Fold(IReadOnlyList<Hash32> peaks)
    {
        if (peaks.Count == 0)
        {
            return EmptyRoot;
        }

        var root = peaks[^1];
        for (var i = peaks.Count - 2; i >= 0; i--)
        {
            root = NodeHash(peaks[i], root);
        }

        return root;
    }
}
