using Homeostat.Core.Chain;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Core.Playbooks;

/// <summary>The on-chain ledger's key of a scope, as contracts/src/Scope.sol makes it.</summary>
public static class ScopeKey
{
    /// <summary>keccak256(abi.encode(uint8 kind, address protocol, address subject)); the protocol is its clearing house; kinds count from 1.</summary>
    public static Hash32 Of(ProtocolDefinition protocol, Scope scope)
    {
        var subject = scope.Kind switch
        {
            ScopeKind.Protocol => Address.Zero,
            ScopeKind.Market => Market(protocol, scope.Subject),
            _ => Address.Parse(scope.Subject),
        };
        Span<byte> words = stackalloc byte[96];
        words.Clear();
        words[31] = (byte)(scope.Kind + 1);
        protocol.ClearingHouse.WriteTo(words[44..64]);
        subject.WriteTo(words[76..96]);
        return Keccak256.Hash(words);
    }

    private static Address Market(ProtocolDefinition protocol, string slug) =>
        protocol.MarketNamed(slug) is var market and >= 0 ? protocol.Markets[market].BaseToken : StandIn(slug);

    /// <summary>For a market without an address: the low 20 bytes of its slug's hash.</summary>
    public static Address StandIn(string slug)
    {
        Span<byte> hash = stackalloc byte[Hash32.Size];
        Keccak256.Hash(slug).WriteTo(hash);
        return new Address(hash[^Address.Size..]);
    }
}
