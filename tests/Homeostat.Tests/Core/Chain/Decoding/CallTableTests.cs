using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Tests.Core.Chain.Decoding;

public class CallTableTests
{
    private static readonly Address Pool = Sample.Addr(50);
    private static readonly Address Child = Sample.Addr(51);
    private static readonly AbiFunction Withdraw = AbiFunction.Parse("withdraw(address asset, uint256 amount)");

    [Fact]
    public void A_call_of_a_mapped_function_is_told_with_its_caller()
    {
        var seen = Decode(Table(out _), Pool, Withdraw.EncodeCall(Pool, 1));

        Assert.Equal([new CapabilityExercised(Pool, Sample.Alice, ExercisedCapabilities.Withdraw)], seen);
    }

    [Fact]
    public void Bytes_behind_the_arguments_do_not_hide_a_call()
    {
        byte[] forwarded = [.. Withdraw.EncodeCall(Pool, 1), .. Sample.Alice.ToBytes()];

        Assert.Single(Decode(Table(out _), Pool, forwarded));
    }

    [Fact]
    public void Other_functions_other_contracts_and_no_function_at_all_are_nobodys()
    {
        var table = Table(out _);

        Assert.Empty(Decode(table, Pool, AbiFunction.Parse("withdraw(address asset)").EncodeCall(Pool)));
        Assert.Empty(Decode(table, Child, Withdraw.EncodeCall(Pool, 1)));
        Assert.Empty(Decode(table, Pool, []));
        Assert.Empty(Decode(table, Pool, [1, 2, 3]));
    }

    [Fact]
    public void A_contract_that_is_followed_is_heard_too()
    {
        var table = Table(out var contracts);
        contracts.Follow(Child, 0);

        Assert.Single(Decode(table, Child, Withdraw.EncodeCall(Pool, 1)));
    }

    [Fact]
    public void A_function_mapped_twice_for_one_group_is_refused()
    {
        var mapping = new CallMapping(0, Withdraw, ExercisedCapabilities.Withdraw);

        Assert.Throws<ArgumentException>(() => new CallTable(Contracts(), [mapping, mapping]));
    }

    private static CallTable Table(out FactTable contracts)
    {
        contracts = Contracts();
        return new CallTable(contracts, [new CallMapping(0, Withdraw, ExercisedCapabilities.Withdraw)]);
    }

    private static FactTable Contracts() => new([new ContractGroup("pool", [Pool])], [], new MarketRegistry(0));

    private static ImmutableArray<CapabilityExercised> Decode(CallTable table, Address contract, byte[] input)
    {
        var heard = new Listener();
        Assert.Equal(table.Decode(Sample.Alice, contract, input, heard), heard.Facts.Count == 1);
        return [.. heard.Facts];
    }

    private sealed class Listener : IFactSink
    {
        public List<CapabilityExercised> Facts { get; } = [];

        public void On(in CapabilityExercised fact) => Facts.Add(fact);
    }
}
