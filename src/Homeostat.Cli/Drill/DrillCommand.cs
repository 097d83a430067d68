using System.CommandLine;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Drill.Reporting;
using Homeostat.Engine.Files;

namespace Homeostat.Cli.Drill;

/// <summary>`homeostat drill`: plays scenarios with and without Homeostat and reports.</summary>
internal static class DrillCommand
{
    public static Command Create()
    {
        var named = new Argument<string[]>("scenario") { Description = "Scenarios by slug, or directories that hold some; all of the repository's by default.", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<string?>("--json") { Description = "Write the report as JSON to this file." };
        var html = new Option<string?>("--html") { Description = "Write the report as one HTML page to this file." };
        var seed = new Option<long>("--seed") { Description = "What the honest population does follows from it.", DefaultValueFactory = _ => 1 };
        var command = new Command(
            "drill",
            "Plays real attacks on a real perp exchange on a local EVM node, without and with Homeostat, and reports what it saved. Example: homeostat drill curie-rogue-upgrade --html report.html")
        {
            named,
            json,
            html,
            seed,
        };
        command.SetAction((parse, cancellation) => Failures.ReportAsync(async () =>
        {
            var checkout = Checkout.Find();
            var scenarios = DrillFiles.Scenarios(checkout, parse.GetValue(named)!);
            var calibration = CalibrationFile.Load(DrillFiles.CalibrationPath(checkout));
            var progress = new PlainProgress();
            var settings = await DrillFiles.SettingsAsync(checkout, calibration, progress.Said, cancellation).ConfigureAwait(false);
            var report = await new DrillRunner(settings, progress).RunAsync(scenarios, parse.GetValue(seed), cancellation).ConfigureAwait(false);
            foreach (var s in report.Scenarios)
            {
                Console.WriteLine($"{s.Scenario}: without {s.LossWithoutUsd:n0} with {s.LossWithUsd:n0} averted {s.AvertedRatio:0.00} detect {s.DetectBlocks} decide {s.DecideBlocks} ({s.DecideMs:0.0} ms) contain {s.ContainBlocks} false {s.FalseActions} exits {s.ExitsOpen} tvl {s.TvlUsd:n0} gas {s.ContainmentGas}");
                foreach (var d in s.Decisions) { Console.WriteLine($"   {d.Block} {d.Sentence} sigma {d.Sigma:0.00} tvl {d.TvlUsd:n0} C0 {d.CostFalseUsd:0} C1 {d.CostTrueUsd:0}"); foreach (var g in d.Signals) { Console.WriteLine($"      {g}"); } }
                foreach (var t in s.Timeline) { Console.WriteLine($"   {t}"); }
                foreach (var e in s.Expectations) { Console.WriteLine($"   {e}"); }
            }

            return report.Scenarios.All(s => s.Expectations.All(e => e.Held)) ? CommandLine.Held : CommandLine.DidNotHold;
        }));
        return command;
    }

    private sealed class PlainProgress : IDrillProgress
    {
        public void Said(string text) => Console.Error.WriteLine(text);

        public void ScenarioStarted(string slug, int blocks) => Console.Error.WriteLine($"{slug}: {blocks} blocks");

        public void BlockMined(string slug, string run, int done)
        {
            if (done % 50 == 0)
            {
                Console.Error.WriteLine($"{slug} {run} {done}");
            }
        }

        public void ScenarioFinished(ScenarioReport report)
        {
        }
    }
}
