using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Core.Chain;

/// <summary>One method per event. Signatures: Curie 2.8.4, Uniswap v3 core, ERC-20, ERC-1967, OpenZeppelin AccessManager.</summary>
internal sealed partial class FactDecoder
{
    private static readonly double TwoTo192 = Math.Pow(2, 192);

    private void Transfer(in LogView log, IFactSink sink)
    {
        var from = Topic(log, 1);
        var to = Topic(log, 2);
        var usd = AbiWords.ReadUInt256(log.Data, 0).ToDouble() / Math.Pow(10, _protocol.SettlementDecimals);
        if (to == _protocol.Vault)
        {
            sink.On(new CollateralMoved(from, usd));
        }

        if (from == _protocol.Vault)
        {
            sink.On(new CollateralMoved(to, -usd));
        }
    }

    private void Position(in LogView log, IFactSink sink)
    {
        var market = _protocol.MarketAt(Topic(log, 2));
        if (market < 0)
        {
            return;
        }

        var data = log.Data;
        sink.On(new PositionChanged(
            market,
            Topic(log, 1),
            AbiWords.ReadInt256AsDouble(data, 0) / WeiPerUnit,
            AbiWords.ReadInt256AsDouble(data, 1) / WeiPerUnit,
            AbiWords.ReadUInt256(data, 2).ToDouble() / WeiPerUnit));
    }

    // Base is token 0 and both virtual tokens have 18 decimals, so price = (sqrtPriceX96 / 2^96)².
    private static void Swap(in LogView log, int market, IFactSink sink)
    {
        var root = AbiWords.ReadUInt256(log.Data, 2).ToDouble();
        sink.On(new PriceObserved(market, PriceKind.Mark, root * root / TwoTo192));
    }

    private static void Answer(in LogView log, int market, double scale, IFactSink sink)
    {
        Span<byte> word = stackalloc byte[AbiWords.WordSize];
        Indexed(log, 1).WriteTo(word);
        sink.On(new PriceObserved(market, PriceKind.Index, AbiWords.ReadInt256AsDouble(word, 0) / scale));
    }

    private static void Upgraded(in LogView log, IFactSink sink) =>
        sink.On(new ImplementationChanged(log.Address, Topic(log, 1), ByGate: false));

    private static void Installed(in LogView log, IFactSink sink) =>
        sink.On(new ImplementationChanged(Topic(log, 1), Topic(log, 2), ByGate: true));

    private static void AdminChanged(in LogView log, IFactSink sink) =>
        sink.On(new PrivilegeChanged(log.Address, PrivilegeKind.Admin, AbiWords.ReadAddress(log.Data, 1)));

    private static void OwnerChanged(in LogView log, IFactSink sink) =>
        sink.On(new PrivilegeChanged(log.Address, PrivilegeKind.Owner, Topic(log, 2)));

    private static void Approved(in LogView log, IFactSink sink) =>
        sink.On(new ImplementationApproval(Topic(log, 1), Topic(log, 2), Approved: true));

    private static void Revoked(in LogView log, IFactSink sink) =>
        sink.On(new ImplementationApproval(Topic(log, 1), Topic(log, 2), Approved: false));

    private static void RoleGranted(in LogView log, IFactSink sink) =>
        sink.On(new PrivilegeChanged(log.Address, PrivilegeKind.RoleGranted, Topic(log, 2)));

    private static void RoleRevoked(in LogView log, IFactSink sink) =>
        sink.On(new PrivilegeChanged(log.Address, PrivilegeKind.RoleRevoked, Topic(log, 2)));

    private static void Restricted(in LogView log, IFactSink sink)
    {
        var data = log.Data;
        sink.On(new RestrictionChanged(
            Indexed(log, 1),
            (Capabilities)AbiWords.ReadUInt64(data, 0),
            Seconds(AbiWords.ReadUInt64(data, 1))));
    }

    private static void Lifted(in LogView log, IFactSink sink) =>
        sink.On(new RestrictionChanged(Indexed(log, 1), Capabilities.None, default));

    private static UnixSeconds Seconds(ulong uint40) => uint40 < 1UL << 40
        ? new UnixSeconds((long)uint40)
        : throw new EthereumFormatException($"{uint40} is not a time of 40 bits");

    private static Hash32 Indexed(in LogView log, int index) => log.Topic(index);

    private static Address Topic(in LogView log, int index) => AbiWords.ReadAddress(Indexed(log, index));
}
