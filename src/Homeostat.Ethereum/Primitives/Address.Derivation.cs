using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rlp;

namespace Homeostat.Ethereum;

public readonly partial struct Address
{
    /// <summary>Where CREATE by <paramref name="sender"/> with <paramref name="nonce"/> puts a contract: keccak256(rlp([sender, nonce])).</summary>
    public static Address Create(Address sender, ulong nonce)
    {
        var writer = new RlpWriter();
        writer.BeginList();
        writer.Write(sender);
        writer.Write(nonce);
        writer.EndList();
        return FromHash(Keccak256.Hash(writer.WrittenSpan));
    }

    /// <summary>EIP-1014: keccak256(0xff ++ deployer ++ salt ++ keccak256(init code)).</summary>
    public static Address Create2(Address deployer, Hash32 salt, Hash32 initCodeHash)
    {
        Span<byte> preimage = stackalloc byte[1 + Size + Hash32.Size + Hash32.Size];
        preimage[0] = 0xff;
        deployer.WriteTo(preimage[1..]);
        salt.WriteTo(preimage[21..]);
        initCodeHash.WriteTo(preimage[53..]);
        return FromHash(Keccak256.Hash(preimage));
    }

    internal static Address FromHash(Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        hash.WriteTo(bytes);
        return new Address(bytes[12..]);
    }
}
