using BenchmarkDotNet.Attributes;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Blocks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Benchmarks;

/// <summary>One block of 20 transactions and 100 logs held against its header.</summary>
[MemoryDiagnoser]
public class BlockCheckBenchmarks
{
    private const int Transactions = 20;
    private const int LogsOfEach = 5;

    private readonly LogInterest _everything = new(new LogFilter());
    private readonly LogInterest _watched = new(new LogFilter { Addresses = [Contract(1)] });
    private readonly LogBatch _logs;
    private readonly List<ConsensusReceipt> _receipts;
    private readonly BlockHeader _header;

    public BlockCheckBenchmarks()
    {
        var block = new BlockNumber(1);
        var all = Enumerable.Range(0, Transactions * LogsOfEach).Select(i => new Log(
            Contract(i % 8), [((UInt256)(ulong)(i % 5)).ToHash32(), ((UInt256)(ulong)i).ToHash32()], new byte[96], block, default, default, (uint)(i / LogsOfEach), (uint)i, false)).ToList();
        _receipts = [.. all.Chunk(LogsOfEach).Select((logs, i) => new ConsensusReceipt(2, new byte[] { 1 }, (ulong)i * 100_000, Bloom(logs), logs, null))];
        _logs = LogBatch.Of(all);
        _header = new BlockHeader(block, default, default, 1, new Wei(1), 2_000_000, 30_000_000, Bloom(all), default, default, default, ReceiptsRoot.Compute(_receipts)!.Value)
        {
            Seal = new HeaderSeal(default, 0, new byte[8], default, new byte[8], default(Hash32), 0, 0, default(Hash32), default(Hash32), false),
        };
    }

    [Benchmark]
    public HeaderCheck HeaderHashRecomputed() => HeaderHash.Check(_header);

    [Benchmark]
    public bool BloomOfAllLogs() => LogJudge.Judge(_header, LogSlice.Whole(_logs), _everything) is null;

    [Benchmark]
    public bool MayHoldWatchedLogs() => _watched.MayBeIn(_header.LogsBloom.Span);

    [Benchmark]
    public bool ReceiptsRootRecomputed() => ReceiptsRoot.Compute(_receipts) == _header.ReceiptsRoot;

    private static Address Contract(int i) => Address.FromBytes([.. new byte[19], (byte)(i + 1)]);

    private static byte[] Bloom(IEnumerable<Log> logs)
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
}
