using System.Collections.Frozen;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Core.Chain;

/// <summary>
/// Logs to facts by one table keyed by (contract, topic 0). A log that is not in the table is nobody's; one that is but
/// does not have the event's shape throws <see cref="EthereumFormatException"/>, and the block is unverifiable.
/// </summary>
internal sealed partial class FactDecoder
{
    private const double WeiPerUnit = 1e18;

    private readonly ProtocolDefinition _protocol;
    private readonly FrozenDictionary<(Address Contract, Hash32 Topic), Read> _table;

    public FactDecoder(ProtocolDefinition protocol)
    {
        _protocol = protocol;
        var table = new Dictionary<(Address, Hash32), Read>
        {
            [(protocol.SettlementToken, Topic("Transfer(address,address,uint256)"))] = Transfer,
            [(protocol.ClearingHouse, Topic("PositionChanged(address,address,int256,int256,uint256,int256,int256,uint256)"))] = Position,
            [(protocol.UpgradeGate, Topic("ImplementationApproved(address,address,bytes32,bool)"))] = Approved,
            [(protocol.UpgradeGate, Topic("ImplementationChanged(address,address,bytes32,bool,address)"))] = Installed,
            [(protocol.UpgradeGate, Topic("ImplementationRevoked(address,address)"))] = Revoked,
            [(protocol.RestrictionLedger, Topic("Restricted(bytes32,uint64,bytes32,uint8,uint40,uint8,uint16,uint40,address,uint256)"))] = Restricted,
            [(protocol.RestrictionLedger, Topic("Lifted(bytes32,address,uint256)"))] = Lifted,
            [(protocol.AccessManager, Topic("RoleGranted(uint64,address,uint32,uint48,bool)"))] = RoleGranted,
            [(protocol.AccessManager, Topic("RoleRevoked(uint64,address)"))] = RoleRevoked,
        };
        foreach (var proxy in protocol.Proxies)
        {
            table[(proxy, Topic("Upgraded(address)"))] = Upgraded;
            table[(proxy, Topic("AdminChanged(address,address)"))] = AdminChanged;
            table[(proxy, Topic("OwnershipTransferred(address,address)"))] = OwnerChanged;
        }

        for (var i = 0; i < protocol.Markets.Length; i++)
        {
            var market = i;
            var scale = Math.Pow(10, protocol.Markets[i].IndexDecimals);
            table[(protocol.Markets[i].Pool, Topic("Swap(address,address,int256,int256,uint160,uint128,int24)"))] =
                (in LogView log, IFactSink sink) => Swap(log, market, sink);
            table[(protocol.Markets[i].IndexFeed, Topic("AnswerUpdated(int256,uint256,uint256)"))] =
                (in LogView log, IFactSink sink) => Answer(log, market, scale, sink);
        }

        _table = table.ToFrozenDictionary();
    }

    private delegate void Read(in LogView log, IFactSink sink);

    public void Decode(in LogView log, IFactSink sink)
    {
        if (log.TopicCount > 0 && _table.TryGetValue((log.Address, log.Topic(0)), out var read))
        {
            read(log, sink);
        }
    }

    private static Hash32 Topic(string signature) => Keccak256.Hash(signature);
}
