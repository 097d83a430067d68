using Homeostat.Engine.Execution.ForcedInclusion;
using Homeostat.Engine.Networks;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Tests.Execution;

public class ForcedInclusionTests
{
    private static readonly Address From = Address.Parse("0x1111111111111111111111111111111111111111");
    private static readonly Address To = Address.Parse("0x2222222222222222222222222222222222222222");

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000", "0x1111000000000000000000000000000000001111")]
    [InlineData("0xeeeeffffffffffffffffffffffffffffffffeeee", "0xffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("0xeeeeffffffffffffffffffffffffffffffffeeef", "0x0000000000000000000000000000000000000000")]
    public void A_contracts_alias_is_its_address_plus_the_offset_and_wraps_around(string onL1, string onL2)
    {
        Assert.Equal(Address.Parse(onL2), L1Alias.Of(Address.Parse(onL1)));
        Assert.Equal(Address.Parse(onL1), L1Alias.Undo(Address.Parse(onL2)));
    }

    // Computed with viem 2.57, getL2TransactionHash of op-stack.
    [Theory]
    [InlineData(0, 2_000_000, "0xc0ffee", 5, "0x12cebe5a12d105f7d8811f7a5aea9b4fcc6f27b561286fe3d1b399bc621dadfb")]
    [InlineData(7, 21_000, "0x", 0, "0x3f800d3939b1b38ad4820a7a003c62f7bd5abb4987211de48ca17150563f7ccb")]
    public void A_deposits_hash_on_the_l2_is_the_one_that_viem_computes(int value, ulong gas, string data, uint logIndex, string hash)
    {
        var deposit = OptimismPortal.Read(Deposited(value, gas, Hex.Decode(data), logIndex, version: 0));

        Assert.Equal((From, (Address?)To, gas, (UInt256)value), (deposit.From, deposit.To, deposit.GasLimit, deposit.Mint));
        Assert.Equal(Hash32.Parse(hash), deposit.Hash);
    }

    [Fact]
    public void A_deposit_of_an_unknown_version_is_refused()
    {
        Assert.Throws<EthereumFormatException>(() => OptimismPortal.Read(Deposited(0, 21_000, [], 0, version: 1)));
    }

    [Fact]
    public void On_the_op_stack_the_key_calls_itself_and_on_arbitrum_what_it_signed_is_passed_on()
    {
        using var key = PrivateKey.Generate();
        var signed = new FeeMarketTransaction { ChainId = 10, To = To, GasLimit = 2_000_000, Data = new byte[] { 1, 2, 3 } }.Sign(key);
        var op = new ForcedInclusionPath(ForcedInclusionKind.Op, "ethereum", From, null, TimeSpan.FromHours(12));

        var deposit = ForcedWay.Of(op, signed);
        var message = ForcedWay.Of(op with { Kind = ForcedInclusionKind.Arbitrum }, signed);

        Assert.False(deposit.NeedsForcing);
        Assert.Equal(OptimismPortal.EncodeDeposit(To, 2_000_000, signed.Transaction.Data), deposit.Data);
        Assert.True(message.NeedsForcing);
        var sent = AbiFunction.Parse("sendL2Message(bytes)").DecodeInput(message.Data)[0].AsBytes();
        Assert.Equal(4, sent.Span[0]);
        Assert.Equal(signed.Raw, sent[1..].ToArray());
    }

    private static Log Deposited(int value, ulong gas, byte[] data, uint logIndex, int version)
    {
        byte[] opaque =
        [
            .. ((UInt256)value).ToHash32().ToBytes(), .. ((UInt256)value).ToHash32().ToBytes(), .. ((UInt256)gas).ToHash32().ToBytes()[24..], 0, .. data,
        ];
        return new Log(
            From,
            [Keccak256.Hash("TransactionDeposited(address,address,uint256,bytes)"u8), From.ToWord(), To.ToWord(), ((UInt256)version).ToHash32()],
            AbiFunction.Parse("f() returns (bytes)").EncodeOutput(opaque),
            new BlockNumber(1),
            Hash32.Parse("0x" + string.Concat(Enumerable.Repeat("ab", 32))),
            default,
            0,
            logIndex,
            Removed: false);
    }
}
