using BenchmarkDotNet.Attributes;
using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Core;

namespace Homeostat.Benchmarks;

/// <summary>One log to its fact, and one that is nobody's.</summary>
[MemoryDiagnoser]
public class FactTableBenchmarks
{
    private const int Count = 1000;
    private readonly FactTable _decoder = Sample.Definition.Decoding.Compile();
    private readonly Deaf _sink = new();
    private readonly LogBatch _ours = LogBatch.Of(Ordinary.Logs(Count));
    private readonly LogBatch _others = LogBatch.Of(Ordinary.Logs(Count).Select(l => l with { Address = Sample.Addr(99) }));

    [Benchmark(OperationsPerInvoke = Count)]
    public void Ours() => Decode(_ours);

    [Benchmark(OperationsPerInvoke = Count)]
    public void SomebodyElses() => Decode(_others);

    private void Decode(LogBatch logs)
    {
        foreach (var log in logs)
        {
            _decoder.Decode(log, _sink);
        }
    }

    private sealed class Deaf : IFactSink;
}
