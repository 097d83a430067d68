using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Homeostat.Benchmarks;

var samples = 2000;
if (args is ["core"])
{
    // In process: a generated project would inherit this repository's build rules.
    var config = DefaultConfig.Instance.WithArtifactsPath("artifacts/benchmarks").AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    BenchmarkRunner.Run([typeof(FactTableBenchmarks), typeof(BrainBenchmarks)], config);
    return 0;
}

if (args is ["checks"])
{
    var config = DefaultConfig.Instance.WithArtifactsPath("artifacts/benchmarks").AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    BenchmarkRunner.Run<BlockCheckBenchmarks>(config);
    return 0;
}

if (args is ["latency"] || (args is ["latency", _] && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out samples) && samples > 0))
{
    await DecisionLatency.RunAsync(samples, CancellationToken.None).ConfigureAwait(false);
    return 0;
}

var entries = 1_000_000;
if (args is ["audit"] || (args is ["audit", _] && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out entries) && entries > 0))
{
    await AuditLoad.RunAsync(entries, CancellationToken.None).ConfigureAwait(false);
    return 0;
}

await Console.Error.WriteLineAsync(
    """
    usage: latency [SAMPLES ≥ 1]   time from a block's header to the signed transaction handed over; 2000 if not said
           audit [ENTRIES ≥ 1]     entries that an audit log takes in a second, and what verifying them costs; 1000000 if not said
           core                    time and memory of one block through Core, and of one log through its decoder
           checks                  what it costs to hold a block against its header: hash, bloom filter, receipts root
    """).ConfigureAwait(false);
return 2;
