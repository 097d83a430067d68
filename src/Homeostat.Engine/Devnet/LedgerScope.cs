using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Engine.Devnet;

/// <summary>
/// The RestrictionLedger's keys, keccak256(abi.encode(uint8 kind, address protocol, address subject)), as Scope.sol makes
/// them: the driver's own, since it must not take Core's word for what Core restricts.
/// </summary>
internal static class LedgerScope
{
    public static Hash32 Protocol(Address protocol) => Key(1, protocol, Address.Zero);

    public static Hash32 Market(Address protocol, Address baseToken) => Key(2, protocol, baseToken);

    public static Hash32 Asset(Address protocol, Address token) => Key(3, protocol, token);

    private static Hash32 Key(byte kind, Address protocol, Address subject)
    {
        Span<byte> words = stackalloc byte[96];
        words.Clear();
        words[31] = kind;
        protocol.WriteTo(words[44..64]);
        subject.WriteTo(words[76..96]);
        return Keccak256.Hash(words);
    }
}
