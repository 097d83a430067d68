using Homeostat.Ethereum.Hashing;

namespace Homeostat.Ethereum.Blocks;

/// <summary>
/// The three bits that an address or a topic sets in a bloom filter (yellow paper, 4.3.1): the low 11 bits of each of the
/// first three pairs of bytes of its Keccak-256 hash. Computed once for what is watched, tested against every block.
/// </summary>
public readonly record struct BloomKey(ushort First, ushort Second, ushort Third)
{
    private const int BitMask = 2047;

    public static BloomKey Of(Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        address.WriteTo(bytes);
        return Of(bytes);
    }

    public static BloomKey Of(Hash32 topic)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        topic.WriteTo(bytes);
        return Of(bytes);
    }

    private static BloomKey Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Hash32.Size];
        Keccak256.Hash(bytes, hash);
        return new BloomKey(Bit(hash), Bit(hash[2..]), Bit(hash[4..]));
    }

    private static ushort Bit(ReadOnlySpan<byte> pair) => (ushort)(((pair[0] << 8) | pair[1]) & BitMask);
}
