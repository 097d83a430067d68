using System.Numerics;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Core;

/// <summary>Encoded logs, as the contracts would emit them; written out here, not by the code under test.</summary>
internal static class Logs
{
    public static Log Transfer(Address from, Address to, double usd) => Of(
        Sample.Token, "Transfer(address,address,uint256)", [Word(from), Word(to)], Word((BigInteger)(usd * 1e6)));

    public static Log Deposit(Address account, double usd) => Transfer(account, Sample.Vault, usd);

    public static Log Withdrawal(Address account, double usd) => Transfer(Sample.Vault, account, usd);

    public static Log Position(int market, Address trader, double size, double notional, double fee) => Of(
        Sample.ClearingHouse,
        "PositionChanged(address,address,int256,int256,uint256,int256,int256,uint256)",
        [Word(trader), Word(Sample.Markets[market].BaseToken)],
        Word(Wei(size)), Word(Wei(notional)), Word(Wei(fee)), Word(0), Word(0), Word(0));

    public static Log Swap(int market, double price) => Of(
        Sample.Pools[market],
        "Swap(address,address,int256,int256,uint160,uint128,int24)",
        [Word(Sample.Alice), Word(Sample.Alice)],
        Word(0), Word(0), Word((BigInteger)(Math.Sqrt(price) * Math.Pow(2, 96))), Word(0), Word(0));

    public static Log Answer(int market, double price) => Of(
        Sample.IndexFeeds[market],
        "AnswerUpdated(int256,uint256,uint256)",
        [Word((BigInteger)(price * 1e8)), Word(1)],
        Word(0));

    public static Log Upgraded(Address proxy, Address code) => Of(proxy, "Upgraded(address)", [Word(code)]);

    public static Log Installed(Address proxy, Address code, bool approved) => Of(
        Sample.Gate, "ImplementationChanged(address,address,bytes32,bool,address)", [Word(proxy), Word(code)], Word(1), Word(approved ? 1 : 0), Word(Sample.Alice));

    public static Log Approved(Address proxy, Address code) => Of(
        Sample.Gate, "ImplementationApproved(address,address,bytes32,bool)", [Word(proxy), Word(code)], Word(1), Word(1));

    public static Log Revoked(Address proxy, Address code) => Of(
        Sample.Gate, "ImplementationRevoked(address,address)", [Word(proxy), Word(code)]);

    public static Log AdminChanged(Address proxy, Address before, Address after) => Of(
        proxy, "AdminChanged(address,address)", [], Word(before), Word(after));

    public static Log OwnerChanged(Address proxy, Address before, Address after) => Of(
        proxy, "OwnershipTransferred(address,address)", [Word(before), Word(after)]);

    public static Log RoleGranted(Address account) => Of(
        Sample.Authority, "RoleGranted(uint64,address,uint32,uint48,bool)", [Word(7), Word(account)], Word(0), Word(0), Word(1));

    public static Log RoleRevoked(Address account) => Of(
        Sample.Authority, "RoleRevoked(uint64,address)", [Word(7), Word(account)]);

    public static Log Restricted(Hash32 scope, Capabilities mask, long until) => Of(
        Sample.Ledger,
        "Restricted(bytes32,uint64,bytes32,uint8,uint40,uint8,uint16,uint40,address,uint256)",
        [scope, Word(2), Word(1)],
        Word((int)mask), Word(until), Word(2), Word(0), Word(60), Word(Sample.Alice), Word(0));

    public static Log Lifted(Hash32 scope) => Of(
        Sample.Ledger, "Lifted(bytes32,address,uint256)", [scope, Word(Sample.Alice)], Word(0));

    /// <summary>What rogue code may emit: the event's name without its content.</summary>
    public static Log Hollow(Log log) => log with { Topics = [log.Topics[0]], Data = ReadOnlyMemory<byte>.Empty };

    public static Log Of(Address contract, string signature, Hash32[] indexed, params Hash32[] data)
    {
        var bytes = new byte[data.Length * 32];
        for (var i = 0; i < data.Length; i++)
        {
            data[i].WriteTo(bytes.AsSpan(i * 32, 32));
        }

        return new Log(contract, [Keccak256.Hash(signature), .. indexed], bytes, new BlockNumber(0), default, default, 0, 0, Removed: false);
    }

    public static Hash32 Word(Address address)
    {
        var word = new byte[32];
        address.WriteTo(word.AsSpan(12));
        return new Hash32(word);
    }

    public static Hash32 Word(BigInteger value)
    {
        var word = new byte[32];
        word.AsSpan().Fill(value.Sign < 0 ? (byte)0xff : (byte)0);
        var bytes = value.ToByteArray(isUnsigned: value.Sign >= 0, isBigEndian: true);
        bytes.CopyTo(word, 32 - bytes.Length);
        return new Hash32(word);
    }

    private static BigInteger Wei(double units) => (BigInteger)(units * 1e18);
}
