using Homeostat.Engine.Backtest;
using Homeostat.Ethereum;
using Spectre.Console;

namespace Homeostat.Cli.Backtest;

/// <summary>One bar over the range's blocks.</summary>
internal sealed class LiveBacktestProgress(IAnsiConsole console, ProgressContext context, BlockRange range) : IBacktestProgress
{
    private readonly ProgressTask _bar = context.AddTask("blocks", maxValue: range.Count);

    public void Said(string text) => console.WriteLine(Printable.Line(text));

    public void Advanced(BlockNumber done, long events)
    {
        _bar.Description = BacktestProgress.Events(events);
        _bar.Value = done - range.First + 1;
    }
}
