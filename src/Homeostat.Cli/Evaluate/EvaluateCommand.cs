using System.CommandLine;
using System.Globalization;
using Homeostat.Cli.Drill;
using Homeostat.Core.Fusion;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Drill.Reporting;
using Homeostat.Engine.Files;

namespace Homeostat.Cli.Evaluate;

/// <summary>`homeostat evaluate`: the drill over many seeds, as medians and worst cases.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string[]> Named = new("scenario") { Description = "Scenarios by name or directory; all of the repository's by default.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<long> First = new("--first-seed") { HelpName = "N", Description = "First seed.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Seeds = new("--seeds") { HelpName = "N", Description = "How many seeds, from 1.", DefaultValueFactory = _ => 20 };
    private static readonly Option<double> Shift = new("--shift-nats") { HelpName = "X", Description = "Moves likelihood ratios by X nats: how much hangs on the calibration." };
    private static readonly Option<string?> Detector = new("--detector") { HelpName = "NAME", Description = "Moves only this detector's; every detector's by default." };

    public static Verb Create()
    {
        var command = new Verb(
            "evaluate",
            "Plays scenarios on many seeds and prints medians and worst cases. Takes minutes.",
            [
                new("homeostat evaluate", "all scenarios on 20 seeds"),
                new("homeostat evaluate curie-genuine-crash --seeds 5 --shift-nats 2", "with every likelihood ratio 2 nats higher"),
            ])
        {
            Named,
            First,
            Seeds,
            Shift,
            Detector,
        };
        Seeds.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 1)
            {
                r.AddError("--seeds must be 1 or more.");
            }
        });
        command.SetAction((parse, cancellation) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () => RunAsync(parse, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        var checkout = Checkout.Find();
        var scenarios = DrillFiles.Scenarios(checkout, parse.GetValue(Named)!);
        var calibration = Shifted(CalibrationFile.Load(DrillFiles.CalibrationPath(checkout)), parse.GetValue(Detector), parse.GetValue(Shift));
        var settings = await DrillFiles.SettingsAsync(checkout, calibration, error.WriteLine, cancellation).ConfigureAwait(false);
        var reports = new List<ScenarioReport>();
        for (var i = 0; i < parse.GetValue(Seeds); i++)
        {
            var seed = parse.GetValue(First) + i;
            var report = await new DrillRunner(settings, Quiet.Instance).RunAsync(scenarios, seed, cancellation).ConfigureAwait(false);
            reports.AddRange(report.Scenarios);
            foreach (var s in report.Scenarios)
            {
                await error.WriteLineAsync(Line($"seed {seed} ({i + 1} of {parse.GetValue(Seeds)})", s)).ConfigureAwait(false);
            }
        }

        var held = true;
        foreach (var scenario in reports.GroupBy(r => r.Scenario))
        {
            await output.WriteLineAsync(Summary([.. scenario])).ConfigureAwait(false);
            held &= scenario.First().Attack
                ? Median(scenario.Select(s => s.AvertedRatio ?? 0)) >= 0.8
                : scenario.All(s => s.Decisions.IsEmpty);
        }

        return held ? CommandLine.Held : CommandLine.DidNotHold;
    }

    private static Calibration Shifted(Calibration calibration, string? detector, double nats) => detector is null
        ? calibration.Shifted(nats)
        : calibration.Detectors.ContainsKey(detector)
            ? calibration.Shifted(detector, nats)
            : throw new UsageException($"There is no detector {detector}; there are {string.Join(", ", calibration.Detectors.Keys)}.");

    private static string Line(string which, ScenarioReport s) => string.Create(
        CultureInfo.InvariantCulture,
        $"{which} {s.Scenario}: without {Figures.Usd(s.LossWithoutUsd)}, with {Figures.Usd(s.LossWithUsd)}, averted {Figures.Percent(s.AvertedRatio)}, contained after {s.ContainBlocks?.ToString(CultureInfo.InvariantCulture) ?? "-"} blocks, {s.Decisions.Length} decisions, {s.FalseActions} false{Unheld(s)}");

    private static string Unheld(ScenarioReport s) => string.Concat(s.Expectations.Where(e => !e.Held).Select(e => $"; {e.Key} {e.Measured}"));

    private static string Summary(IReadOnlyList<ScenarioReport> s)
    {
        var held = s.Count(r => r.Expectations.All(e => e.Held));
        var falseActions = s.Sum(r => r.FalseActions);
        return s[0].Attack
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{s[0].Scenario}: {s.Count} seeds, loss without {Figures.Usd(Median(s.Select(r => r.LossWithoutUsd ?? 0)))} (median), averted {Figures.Percent(Median(s.Select(r => r.AvertedRatio ?? 0)))} (median) {Figures.Percent(s.Min(r => r.AvertedRatio ?? 0))} (worst), contained after {Median(s.Select(r => (double)(r.ContainBlocks ?? int.MaxValue))):0.#} blocks (median), {falseActions} false actions, all expectations held on {held}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{s[0].Scenario}: {s.Count} seeds, {s.Sum(r => r.Decisions.Length)} restrictions, all expectations held on {held}");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>One line a scenario is enough here.</summary>
    private sealed class Quiet : IDrillProgress
    {
        public static Quiet Instance { get; } = new();

        public void Said(string text)
        {
        }

        public void ScenarioStarted(string slug, int blocks)
        {
        }

        public void BlockMined(string slug, string run, int done)
        {
        }

        public void ScenarioFinished(ScenarioReport report)
        {
        }
    }
}
