using System.Globalization;
using Homeostat.Cli.Drill;
using Homeostat.Engine.Backtest;
using Homeostat.Ethereum;

namespace Homeostat.Cli.Backtest;

/// <summary>For logs: a line at each tenth of the range, with the rate and the time left.</summary>
internal sealed class PlainBacktestProgress(TextWriter writer, BlockRange range, TimeProvider time) : IBacktestProgress
{
    private const int Parts = 10;

    private readonly long _started = time.GetTimestamp();
    private ulong? _startedAt;
    private int _told;

    public void Said(string text) => writer.WriteLine(Printable.Line(text));

    public void Advanced(BlockNumber done, long events)
    {
        var blocks = done - range.First + 1;
        _startedAt ??= blocks;
        var part = (int)(blocks * Parts / (double)range.Count);
        if (part <= _told || part >= Parts)
        {
            return;
        }

        _told = part;
        var rate = (blocks - _startedAt.Value) / Math.Max(time.GetElapsedTime(_started).TotalSeconds, 1e-3);
        var left = rate > 0 ? DrillProgress.Left(TimeSpan.FromSeconds(Math.Min((range.Count - blocks) / rate, 1e9))) : "";
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{blocks:n0} of {range.Count:n0} blocks, {BacktestProgress.Events(events)}, {DrillProgress.Rate(rate)}, {left}"));
    }
}
