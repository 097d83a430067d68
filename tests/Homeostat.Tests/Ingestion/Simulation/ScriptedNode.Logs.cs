using System.Text.Json.Nodes;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ingestion.Simulation;

internal sealed partial class ScriptedNode
{
    private string Logs(JsonObject filter)
    {
        var addresses = filter["address"] is JsonArray given ? given.Select(a => Address.Parse(a!.GetValue<string>())).ToHashSet() : null;
        var blocks = filter["blockHash"] is { } hash
            ? [ByHash(hash) ?? throw new RpcException(-32000, "unknown block", null)]
            : Range(filter);
        return ScriptedBlock.LogsJson(blocks.SelectMany(block => Tamper(block, addresses)));
    }

    private IEnumerable<ScriptedBlock> Range(JsonObject filter)
    {
        var first = (ulong)UInt256.Parse(filter["fromBlock"]!.GetValue<string>());
        var last = (ulong)UInt256.Parse(filter["toBlock"]!.GetValue<string>());

        // A node that is behind answers with fewer, not with an error.
        return _view.Where(b => b.Number >= first && b.Number <= last);
    }

    private IEnumerable<Log> Tamper(ScriptedBlock block, HashSet<Address>? addresses)
    {
        var logs = block.AllLogs.Where(l => addresses is null || addresses.Contains(l.Address)).ToList();
        switch (Ailment)
        {
            case Ailment.MissingLogs:
                // All logs of one contract: whatever is asked for, the bloom filter has a trace of it.
                return logs.Where(l => l.Address != logs[0].Address);
            case Ailment.ForgedLogs:
                var stranger = Address.FromBytes([.. new byte[18], 1, (byte)_random.Next(256)]);
                return logs.Select(l => l with { Address = stranger });
            default:
                return logs;
        }
    }

    private string Receipts(ScriptedBlock block) => block.ReceiptsJson(Ailment == Ailment.WrongReceipts ? 0 : null);
}
