using System.CommandLine;
using System.Globalization;
using Homeostat.Cli.Drill;
using Homeostat.Engine.Calibrating;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files;

namespace Homeostat.Cli.Calibrate;

/// <summary>`homeostat calibrate`: learns the likelihood ratios from plays that no reported drill uses.</summary>
internal static class CalibrateCommand
{
    public static Verb Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Scenario directories to learn from.", Arity = ArgumentArity.OneOrMore };
        var first = new Option<long>("--first-seed") { Description = "First seed.", DefaultValueFactory = _ => 1001 };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds.", DefaultValueFactory = _ => 10 };
        var output = new Option<string?>("--out") { Description = "Where to write the calibration; by default config/calibration.json." };
        var command = new Verb(
            "calibrate",
            "Learns what each detector's score is worth as evidence, from plays that no reported drill uses.",
            [new("homeostat calibrate scenarios/calibration --seeds 20", "learn from 20 plays of each scenario")])
        {
            paths,
            first,
            seeds,
            output,
        };
        command.SetAction((parse, cancellation) => Failures.ReportAsync(parse.InvocationConfiguration.Error, async () =>
        {
            var checkout = Checkout.Find();
            var settings = await DrillFiles.SettingsAsync(checkout, Calibrator.Blank, Say, cancellation).ConfigureAwait(false);
            var scenarios = DrillFiles.Scenarios(checkout, parse.GetValue(paths)!);
            var from = parse.GetValue(first);
            var calibration = await CalibrationRun.RunAsync(
                scenarios,
                [.. Enumerable.Range(0, parse.GetValue(seeds)).Select(i => from + i)],
                settings,
                (done, all) => Say(string.Create(CultureInfo.InvariantCulture, $"{done} of {all} plays")),
                cancellation).ConfigureAwait(false);
            var path = parse.GetValue(output) ?? DrillFiles.CalibrationPath(checkout);
            await File.WriteAllTextAsync(path, CalibrationFile.Write(calibration), cancellation).ConfigureAwait(false);
            Console.WriteLine($"written to {path}");
            return CommandLine.Held;
        }));
        return command;
    }

    private static void Say(string text) => Console.Error.WriteLine(text);
}
