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
            ScopeKind.Market => protocol.Markets[protocol.MarketNamed(scope.Subject)].BaseToken,
            _ => Address.Parse(scope.Subject),
        };
        Span<byte> words = stackalloc byte[96];
        words.Clear();
        words[31] = (byte)(scope.Kind + 1);
        protocol.ClearingHouse.WriteTo(words[44..64]);
        subject.WriteTo(words[76..96]);
        return Keccak256.Hash(words);
    }
}
