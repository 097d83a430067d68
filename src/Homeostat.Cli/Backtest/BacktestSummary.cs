using System.Globalization;
using System.Text;
using Homeostat.Engine.Backtest;

namespace Homeostat.Cli.Backtest;

/// <summary>A backtest's outcome in a few lines.</summary>
internal static class BacktestSummary
{
    private const int MaxReasons = 5;

    /// <param name="isBelieved">Nothing was held against the blocks' headers.</param>
    public static string Of(BacktestReport report, bool isBelieved, ProcessUsage usage)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{report.Protocol}: {report.Blocks:n0} blocks {report.Range}, {report.Events:n0} events, {report.Alerts:n0} alerts\n");
        foreach (var (rule, count) in report.AlertsByRule)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {rule}: {count:n0} alerts\n");
        }

        foreach (var look in report.FirstUnverifiable.Take(MaxReasons))
        {
            text.Append(CultureInfo.InvariantCulture, $"  unverifiable {look.Range}: {Printable.Line(look.Reason)}\n");
        }

        text.Append(report.Unverifiable == 0
            ? isBelieved ? "Every block was read. What the node left out, if anything, is not known (--verify none).\n" : "Every block was verified.\n"
            : string.Create(CultureInfo.InvariantCulture, $"{report.Unverifiable:n0} blocks are unverifiable: what is said above does not hold for them.\n"));
        text.Append(
            CultureInfo.InvariantCulture,
            $"{usage.WallSeconds:0.0} s, {usage.CpuSeconds:0.0} s of CPU, {usage.MaxRssMebibytes:0} MiB\n");
        return text.ToString();
    }
}
