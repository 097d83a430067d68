using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Blocks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ingestion.Simulation;

/// <summary>A block of the scripted chain with true hash, bloom filter and receipts root, and its JSON.</summary>
internal sealed class ScriptedBlock
{
    private readonly IReadOnlyList<IReadOnlyList<Log>> _logsByTransaction;
    private string? _json;

    public ScriptedBlock(ScriptedBlock? parent, int salt, IReadOnlyList<IReadOnlyList<(Address Address, Hash32 Topic)>> transactions)
    {
        Number = parent is null ? 0 : parent.Number + 1;
        var bare = Logs(transactions, default);
        var receipts = Receipts(bare);
        var bloom = BloomOf(bare.SelectMany(l => l));
        var seal = new HeaderSeal(default, 0, new byte[] { (byte)salt, (byte)(salt >> 8), (byte)(salt >> 16) }, default, new byte[8], default(Hash32), 0, 0, default(Hash32), default(Hash32), false);
        var header = new BlockHeader(
            new BlockNumber(Number), default, parent?.Hash ?? default, 1_700_000_000 + Number, new Wei(1_000_000_000), 21_000, 30_000_000, bloom,
            default, default, default, ReceiptsRoot.Compute(receipts)!.Value) { Seal = seal };
        Header = header with { Hash = HeaderHash.Compute(header, seal) };
        _logsByTransaction = Logs(transactions, Header.Hash);
    }

    public ulong Number { get; }

    public Hash32 Hash => Header.Hash;

    public BlockHeader Header { get; }

    public IEnumerable<Log> AllLogs => _logsByTransaction.SelectMany(l => l);

    public string Json => _json ??= HeaderJson(Header);

    public static byte[] BloomOf(IEnumerable<Log> logs)
    {
        var bloom = new LogsBloom();
        foreach (var log in logs)
        {
            bloom.Add(BloomKey.Of(log.Address));
            foreach (var topic in log.Topics)
            {
                bloom.Add(BloomKey.Of(topic));
            }
        }

        return bloom.Bits.ToArray();
    }

    public static string HeaderJson(BlockHeader h)
    {
        var s = h.Seal!;
        return $$"""
            {"number":"{{Quantity(h.Number.Value)}}","hash":"{{h.Hash}}","parentHash":"{{h.ParentHash}}","timestamp":"{{Quantity(h.Timestamp)}}","baseFeePerGas":"{{h.BaseFeePerGas!.Value.Value.ToQuantity()}}","gasUsed":"{{Quantity(h.GasUsed)}}","gasLimit":"{{Quantity(h.GasLimit)}}","logsBloom":"{{Hex.Encode(h.LogsBloom.Span)}}","miner":"{{h.Miner.ToLowerHex()}}","stateRoot":"{{h.StateRoot}}","transactionsRoot":"{{h.TransactionsRoot}}","receiptsRoot":"{{h.ReceiptsRoot}}","sha3Uncles":"{{s.OmmersHash}}","difficulty":"{{s.Difficulty.ToQuantity()}}","extraData":"{{Hex.Encode(s.ExtraData.Span)}}","mixHash":"{{s.MixHash}}","nonce":"{{Hex.Encode(s.Nonce.Span)}}","withdrawalsRoot":"{{s.WithdrawalsRoot}}","blobGasUsed":"0x0","excessBlobGas":"0x0","parentBeaconBlockRoot":"{{s.ParentBeaconBlockRoot}}","requestsHash":"{{s.RequestsHash}}","transactions":[],"uncles":[]}
            """;
    }

    public static string LogsJson(IEnumerable<Log> logs) => $"[{string.Join(',', logs.Select(LogJson))}]";

    /// <param name="omit">A log to leave out of its receipt; null for none.</param>
    public string ReceiptsJson(uint? omit)
    {
        var json = new StringBuilder("[");
        ulong gas = 0;
        foreach (var logs in _logsByTransaction)
        {
            gas += 21_000;
            var separator = json.Length > 1 ? "," : "";
            json.Append($$"""{{separator}}{"type":"0x2","status":"0x1","cumulativeGasUsed":"{{Quantity(gas)}}","logsBloom":"{{Hex.Encode(BloomOf(logs))}}","logs":{{LogsJson(logs.Where(l => l.LogIndex != omit))}}}""");
        }

        return json.Append(']').ToString();
    }

    private static string LogJson(Log l) =>
        $$"""{"address":"{{l.Address.ToLowerHex()}}","topics":[{{string.Join(',', l.Topics.Select(t => $"\"{t}\""))}}],"data":"{{Hex.Encode(l.Data.Span)}}","blockNumber":"{{Quantity(l.BlockNumber.Value)}}","blockHash":"{{l.BlockHash}}","transactionHash":"{{l.TransactionHash}}","transactionIndex":"{{Quantity(l.TransactionIndex)}}","logIndex":"{{Quantity(l.LogIndex)}}","removed":false}""";

    private static string Quantity(ulong value) => ((UInt256)value).ToQuantity();

    private List<IReadOnlyList<Log>> Logs(IReadOnlyList<IReadOnlyList<(Address Address, Hash32 Topic)>> transactions, Hash32 hash)
    {
        uint index = 0;
        return [.. transactions.Select((logs, i) => (IReadOnlyList<Log>)[.. logs.Select(l => new Log(
            l.Address, [l.Topic], new byte[] { (byte)index }, new BlockNumber(Number), hash, ((UInt256)(Number * 1000)).ToHash32(), (uint)i, index++, false))])];
    }

    private static List<ConsensusReceipt> Receipts(IReadOnlyList<IReadOnlyList<Log>> logs)
    {
        ulong gas = 0;
        return [.. logs.Select(l => new ConsensusReceipt(2, new byte[] { 1 }, gas += 21_000, BloomOf(l), l, null))];
    }
}
