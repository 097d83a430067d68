using BenchmarkDotNet.Attributes;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Tests.Core;

namespace Homeostat.Benchmarks;

/// <summary>One block through Core: decoding, conditions, every detector, fusion, decision, checkpoint.</summary>
[MemoryDiagnoser]
public class BrainBenchmarks
{
    private const int Blocks = 1000;
    private Input[] _inputs = [];

    [Params(0, 20, 200)]
    public int LogsPerBlock { get; set; }

    [GlobalSetup]
    public void Prepare() => _inputs = Ordinary.Chain(Blocks, LogsPerBlock);

    [Benchmark(OperationsPerInvoke = Blocks)]
    public int Step()
    {
        var brain = new Brain(Sample.Configuration(11));
        var said = 0;
        foreach (var input in _inputs)
        {
            said += brain.Step(input).Length;
        }

        return said;
    }
}
