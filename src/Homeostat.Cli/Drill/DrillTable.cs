using System.Globalization;
using Homeostat.Engine.Drill.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Homeostat.Cli.Drill;

/// <summary>A report on a terminal: one row per scenario, then its decisions, then what did not hold. 100 columns suffice.</summary>
internal sealed class DrillTable(IAnsiConsole console)
{
    private static readonly Style Soft = new(decoration: Decoration.Dim);
    private static readonly Style Strong = new(decoration: Decoration.Bold);
    private static readonly Style Good = new(foreground: Color.Green);
    private static readonly Style Warn = new(foreground: Color.Yellow, decoration: Decoration.Bold);

    public void Write(DrillReport report)
    {
        console.WriteLine();
        WriteScenarios(report);
        foreach (var scenario in report.Scenarios.Where(s => !s.Decisions.IsEmpty))
        {
            WriteDecisions(scenario);
        }

        foreach (var scenario in report.Scenarios)
        {
            WriteTrips(scenario);
        }

        WriteVerdict(ReportWords.Of(report));
    }

    private void WriteScenarios(DrillReport report)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        table.AddColumn(Column("scenario", Justify.Left));
        foreach (var head in new[] { "loss\nwithout", "loss\nwith", "\naverted", "detect\nafter", "decide\nafter", "contain\nafter", "false\nacts", "exits\nopen", "\ngas" })
        {
            table.AddColumn(Column(head, Justify.Right));
        }

        foreach (var scenario in report.Scenarios)
        {
            table.AddRow(Row(scenario));
        }

        console.Write(table);
    }

    private static TableColumn Column(string head, Justify justify) =>
        new(new Text(head, Soft)) { Alignment = justify, Padding = new Padding(0, 0, justify == Justify.Right ? 1 : 2, 0), NoWrap = justify == Justify.Right };

    private static IRenderable[] Row(ScenarioReport s)
    {
        var held = ReportWords.IsHeld(s);
        var exits = ReportWords.ExitsOf(s);
        var tried = exits.Count(e => e.Open is not null);
        return
        [
            new Rows(new Text(Printable.Line(s.Scenario), Strong), new Text(held ? "✓ held" : "▲ did not hold", held ? Good : Warn)),
            Cell(Figures.Usd(s.LossWithoutUsd)),
            Cell(Figures.Usd(s.LossWithUsd)),
            Cell(Figures.Percent(s.AvertedRatio)),
            After(s.DetectBlocks, s.DetectMs),
            After(s.DecideBlocks, s.DecideMs),
            After(s.ContainBlocks, s.ContainMs),
            Cell(s.FalseActions.ToString(CultureInfo.InvariantCulture)),
            Cell(tried == 0 ? Figures.None : $"{exits.Count(e => e.Open == true)}/{tried}"),
            Cell(Figures.Gas(s.ContainmentGas)),
        ];
    }

    private static Text Cell(string text) => new Text(text).RightJustified();

    private static Rows After(int? blocks, double? ms) => new(
        Cell(blocks is { } b ? string.Create(CultureInfo.InvariantCulture, $"{b:n0} bl") : Figures.None),
        new Text(ms is null ? "" : Figures.Milliseconds(ms), Soft).RightJustified());

    private void WriteDecisions(ScenarioReport scenario)
    {
        console.WriteLine();
        console.Write(new Text($"{Printable.Line(scenario.Scenario)}: {Figures.Count(scenario.Decisions.Length, "decision")}\n", Strong));
        foreach (var d in scenario.Decisions)
        {
            Indented(string.Create(CultureInfo.InvariantCulture, $"block {d.Block}: {d.Sentence}"), 2, Style.Plain);
            Indented(
                $"p {Figures.Probability(d.P)} > p* {Figures.Probability(d.PStar)}, σ {Figures.Percent(d.Sigma)}, TVL {Figures.Usd(d.TvlUsd)}, R {Figures.Usd(d.ReachableUsd)}, C₀ {Figures.Usd(d.CostFalseUsd)}, C₁ {Figures.Usd(d.CostTrueUsd)}, q {Figures.Probability(d.Q)}",
                4,
                Soft);
            foreach (var signal in d.Signals)
            {
                Indented($"{Figures.Nats(signal.Nats)} from {signal.Detector} on {signal.Scope}: {signal.Reason}", 4, Soft);
            }
        }
    }

    private void WriteTrips(ScenarioReport scenario)
    {
        if (scenario.Breaker is not { } breaker)
        {
            return;
        }

        console.WriteLine();
        console.Write(new Text($"{Printable.Line(scenario.Scenario)}: {Figures.Count(breaker.Trips.Length, "restriction")} by the breaker\n", Strong));
        foreach (var t in breaker.Trips)
        {
            var until = t.UntilBlock is { } over ? string.Create(CultureInfo.InvariantCulture, $"over in block {over}") : "to the end";
            Indented(string.Create(CultureInfo.InvariantCulture, $"block {t.Block}: {t.Rule} on the {t.Scope}, stage {t.Stage}, {until}, poked by {t.Poker} for {t.Gas:n0} gas"), 2, Style.Plain);
        }

        Indented(
            string.Create(CultureInfo.InvariantCulture, $"{Figures.Count(breaker.StoppedInLine, "step")} of the attack stopped inside the transaction, {breaker.BountyEth:0.###} ether paid for pokes{(scenario.Guard ? "" : ", no engine: nothing was decided")}"),
            4,
            Soft);
    }

    private void WriteVerdict(ReportSummary summary)
    {
        console.WriteLine();
        console.Write(new Text($"{(summary.Held ? "✓" : "▲")} {summary.Verdict}.\n", summary.Held ? Good : Warn));
        Indented(summary.Done, 2, Style.Plain);
        foreach (var need in summary.Needs)
        {
            Indented($"✕ {need}", 2, Warn);
        }
    }

    private void Indented(string text, int columns, Style style) =>
        console.Write(new Padder(new Text(Printable.Line(text), style), new Padding(columns, 0, 0, 0)));
}
