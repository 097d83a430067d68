using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Tests.Drill;

public sealed class LedgerScopeTests
{
    [Fact]
    public void A_key_is_the_hash_of_kind_protocol_and_subject()
    {
        var protocol = Address.Parse("0x5fbdb2315678afecb367f032d93f642f64180aa3");
        var subject = Address.Parse("0xe7f1725e7734ce288f8367e1bb143e90bb3f0512");

        Assert.Equal(Key(1, protocol, Address.Zero), LedgerScope.Protocol(protocol));
        Assert.Equal(Key(2, protocol, subject), LedgerScope.Market(protocol, subject));
        Assert.Equal(Key(3, protocol, subject), LedgerScope.Asset(protocol, subject));
    }

    private static Hash32 Key(int kind, Address protocol, Address subject) =>
        Keccak256.Hash(AbiFunction.Parse("f(uint8,address,address)").EncodeCall(kind, protocol, subject).AsSpan(4));
}
