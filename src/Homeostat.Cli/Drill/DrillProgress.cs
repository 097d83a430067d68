using System.Globalization;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Drill.Reporting;
using Spectre.Console;

namespace Homeostat.Cli.Drill;

/// <summary>Shows how far a drill is: bars on a terminal, now and then a line elsewhere.</summary>
internal static class DrillProgress
{
    public static async Task<T> ShowAsync<T>(IAnsiConsole console, TextWriter writer, Func<IDrillProgress, Task<T>> run) => Terminal.IsLive(console)
        ? await console.Progress()
            .HideCompleted(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 32 },
                new PercentageColumn(),
                new RateColumn(),
                new TimeLeftColumn())
            .StartAsync(context => run(new LiveProgress(console, context)))
            .ConfigureAwait(false)
        : await run(new PlainProgress(writer, TimeProvider.System)).ConfigureAwait(false);

    /// <summary>One line on a scenario that has been played.</summary>
    internal static string Outcome(ScenarioReport report)
    {
        var averted = report.AvertedRatio is null ? "" : $", {Figures.Percent(report.AvertedRatio)} averted";
        return $"{(ReportWords.IsHeld(report) ? "✓" : "▲")} {report.Scenario}: {(ReportWords.IsHeld(report) ? "held" : "did not hold")}{averted}";
    }

    internal static string Rate(double? perSecond) => perSecond is { } r && double.IsFinite(r)
        ? string.Create(CultureInfo.InvariantCulture, $"{r:0.0} blocks/s")
        : "";

    internal static string Left(TimeSpan? left) => left is { } l
        ? l.TotalSeconds < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(l.TotalSeconds):0} s left")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)l.TotalMinutes} min {l.Seconds:00} s left")
        : "";
}
