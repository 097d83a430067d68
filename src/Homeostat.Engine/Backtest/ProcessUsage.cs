using System.Diagnostics;

namespace Homeostat.Engine.Backtest;

/// <summary>What this process has cost so far, as the operating system counts it, from its start.</summary>
/// <param name="WallSeconds">Since the process started.</param>
/// <param name="CpuSeconds">User and system time of all threads, start-up and compilation included.</param>
/// <param name="MaxRssMebibytes">Largest resident set.</param>
public readonly record struct ProcessUsage(double WallSeconds, double CpuSeconds, double MaxRssMebibytes)
{
    public static ProcessUsage Now()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessUsage(
            (TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime()).TotalSeconds,
            process.TotalProcessorTime.TotalSeconds,
            process.PeakWorkingSet64 / 1048576.0);
    }
}
