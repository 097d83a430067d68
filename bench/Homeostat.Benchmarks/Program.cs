using System.Globalization;
using Homeostat.Benchmarks;

var samples = 200;
if (args is not ["latency"] && (args is not ["latency", _] || !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out samples) || samples < 1))
{
    Console.Error.WriteLine("usage: latency [SAMPLES ≥ 1]   time from a block's header to the signed transaction handed over");
    return 2;
}

await DecisionLatency.RunAsync(samples, CancellationToken.None).ConfigureAwait(false);
return 0;
