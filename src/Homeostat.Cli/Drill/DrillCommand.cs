using System.CommandLine;
using System.CommandLine.Parsing;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Drill.Reporting;
using Homeostat.Engine.Files;

namespace Homeostat.Cli.Drill;

/// <summary>`homeostat drill`: plays scenarios with and without Homeostat and reports.</summary>
internal static class DrillCommand
{
    private static readonly Argument<string[]> Named = new("scenario")
    {
        Description = "Scenarios by name, or directories that hold a scenario.yaml; three attacks and a crash by default.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> All = new("--all") { Description = "Every scenario of the repository." };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE", Description = "Write the report as JSON; - for standard output, without the table." };
    private static readonly Option<string?> Html = new("--html") { HelpName = "FILE", Description = "Write the report as one page with plots, which opens without a network." };
    private static readonly Option<string?> Record = new("--record") { HelpName = "DIR", Description = "Write what each guarded run took in as an archive, for homeostat replay." };
    private static readonly Option<long> Seed = new("--seed")
    {
        HelpName = "N",
        Description = "What the honest population does follows from it: the same seed gives the same decisions.",
        DefaultValueFactory = _ => 1,
    };

    public static Verb Create()
    {
        var command = new Verb(
            "drill",
            "Plays attacks on a real perp exchange, without and with Homeostat, and reports what was averted. Needs Node.js.",
            [
                new("homeostat drill", "three attacks and a crash"),
                new("homeostat drill --all", "every scenario of the repository"),
                new("homeostat drill curie-rogue-upgrade --html report.html", "one of them, with plots"),
                new("homeostat drill ~/my-attack --seed 7", "a scenario of your own, in its own directory"),
                new("homeostat drill --json - | jq '.scenarios[].averted_ratio'", "for scripts"),
            ])
        {
            Named,
            All,
            Json,
            Html,
            Record,
            Seed,
        };
        command.Validators.Add(RefuseUnknownOptions);
        command.SetAction((parse, cancellation) => Failures.ReportAsync(parse.InvocationConfiguration.Error, () => RunAsync(parse, cancellation)));
        return command;
    }

    // An argument takes any word, so a mistyped option would be looked up as a scenario.
    private static void RefuseUnknownOptions(CommandResult result)
    {
        foreach (var word in result.GetResult(Named)?.Tokens.Select(t => t.Value).Where(v => v.StartsWith('-')) ?? [])
        {
            var near = Nearest.To(word, result.Command.Options.Select(o => o.Name)) is { } meant ? $" Did you mean {meant}?" : "";
            result.AddError($"There is no option {word}.{near}");
        }
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        var outputs = ReportOutputs.Check(parse.GetValue(Json), parse.GetValue(Html));
        var recordings = Recordings(parse.GetValue(Record));
        var checkout = Checkout.Find();
        var named = parse.GetValue(Named)!;
        if (parse.GetValue(All) && named.Length > 0)
        {
            throw new UsageException("--all is every scenario of the repository: name none beside it");
        }

        var scenarios = parse.GetValue(All) ? DrillFiles.All(checkout) : DrillFiles.Scenarios(checkout, named);
        var calibration = CalibrationFile.Load(DrillFiles.CalibrationPath(checkout));
        var (report, library) = await DrillProgress.ShowAsync(Terminal.On(error), error, async progress =>
        {
            var settings = await DrillFiles.SettingsAsync(checkout, calibration, progress.Said, cancellation).ConfigureAwait(false);
            var plots = outputs.HasPage ? PlotLibrary.Load(checkout) : null;
            return (await new DrillRunner(settings with { RecordInto = recordings }, progress).RunAsync(scenarios, parse.GetValue(Seed), cancellation).ConfigureAwait(false), plots);
        }).ConfigureAwait(false);
        return Report(report, outputs, library, output, error);
    }

    private static string? Recordings(string? directory)
    {
        try
        {
            return directory is null ? null : Directory.CreateDirectory(directory).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--record {directory} cannot be a directory: {e.Message}");
        }
    }

    /// <summary>The table comes first: it must not be lost with a file that cannot be written.</summary>
    internal static int Report(DrillReport report, ReportOutputs outputs, PlotLibrary? library, TextWriter output, TextWriter error)
    {
        if (!outputs.IsJsonOnStandardOutput)
        {
            Terminal.Draw(output, console => new DrillTable(console).Write(report));
        }

        try
        {
            foreach (var file in outputs.Write(report, library, output))
            {
                error.WriteLine(Printable.Line($"wrote {file}"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(Printable.Line($"the drill was played, but its report could not be written: {e.Message}"));
            return CommandLine.DidNotHold;
        }

        return report.Scenarios.All(ReportWords.IsHeld) ? CommandLine.Held : CommandLine.DidNotHold;
    }
}
