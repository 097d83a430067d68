using System.Globalization;
using Homeostat.Engine.Backtest;
using Homeostat.Ethereum;
using Spectre.Console;

namespace Homeostat.Cli.Backtest;

/// <summary>Shows how far a backtest is: a bar on a terminal, now and then a line elsewhere.</summary>
internal static class BacktestProgress
{
    public static async Task<T> ShowAsync<T>(TextWriter writer, BlockRange range, Func<IBacktestProgress, Task<T>> run)
    {
        // Drawing is not even loaded where nothing can be drawn.
        if (!new AnsiConsoleOutput(writer).IsTerminal)
        {
            return await run(new PlainBacktestProgress(writer, range, TimeProvider.System)).ConfigureAwait(false);
        }

        var console = Terminal.On(writer);
        return await console.Progress()
            .HideCompleted(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 32 },
                new PercentageColumn(),
                new Drill.RateColumn(),
                new Drill.TimeLeftColumn())
            .StartAsync(context => run(new LiveBacktestProgress(console, context, range)))
            .ConfigureAwait(false);
    }

    internal static string Events(long events) => string.Create(CultureInfo.InvariantCulture, $"{events:n0} events");
}
