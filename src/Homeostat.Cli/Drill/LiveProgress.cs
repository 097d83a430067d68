using System.Collections.Concurrent;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Drill.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Homeostat.Cli.Drill;

/// <summary>A bar per run. What is said scrolls by above the bars.</summary>
internal sealed class LiveProgress(IAnsiConsole console, ProgressContext context) : IDrillProgress
{
    private readonly ConcurrentDictionary<(string Slug, string Run), ProgressTask> _bars = new();

    public void Said(string text) => console.WriteLine(Printable.Line(text));

    public void ScenarioStarted(string slug, int blocks)
    {
        foreach (var run in new[] { "without", "with" })
        {
            _bars[(slug, run)] = context.AddTask(Markup.Escape(Printable.Line($"{slug} {run} Homeostat")), maxValue: Math.Max(1, blocks));
        }
    }

    public void BlockMined(string slug, string run, int done)
    {
        if (_bars.TryGetValue((slug, run), out var bar))
        {
            bar.Value = done;
        }
    }

    public void ScenarioFinished(ScenarioReport report)
    {
        foreach (var (key, bar) in _bars)
        {
            if (key.Slug == report.Scenario)
            {
                bar.StopTask();
                bar.Value = bar.MaxValue;
            }
        }

        console.WriteLine(Printable.Line(DrillProgress.Outcome(report)));
    }
}

internal sealed class RateColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(DrillProgress.Rate(task.Speed)).RightJustified();

    public override int? GetColumnWidth(RenderOptions options) => "999.9 blocks/s".Length;
}

internal sealed class TimeLeftColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.IsFinished ? "" : DrillProgress.Left(task.RemainingTime)).RightJustified();

    public override int? GetColumnWidth(RenderOptions options) => "9 min 59 s left".Length;
}
