using System.CommandLine;
using Homeostat.Engine.Replay;

namespace Homeostat.Cli.Replay;

/// <summary>`homeostat replay`: what Core says to a recorded run.</summary>
internal static class ReplayCommand
{
    private const string StandardOutput = "-";

    private static readonly Argument<string> Archive = new("archive") { Description = "An archive that was recorded by drill, run or record." };
    private static readonly Option<string?> Json = new("--json") { HelpName = "FILE", Description = "Write decisions and timeline as JSON; - for standard output, without the text." };

    public static Verb Create()
    {
        var command = new Verb(
            "replay",
            """
            Feeds a recorded run to the same decisions again, bit for bit. The archive is all that it needs: protocol, policy
            and calibration are in it.
            """,
            [
                new("homeostat replay recordings/curie-rogue-upgrade-1.hsa", "what was decided, and when"),
                new("homeostat replay run.hsa --json - | jq .digest", "one number for everything that was said"),
            ])
        {
            Archive,
            Json,
        };
        command.SetAction((parse, cancellation) => Failures.ReportAsync(
            parse.InvocationConfiguration.Error, () => Task.FromResult(Run(parse, cancellation))));
        return command;
    }

    private static int Run(ParseResult parse, CancellationToken cancellation)
    {
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        var json = parse.GetValue(Json);
        using var archive = ArchiveFiles.Open(parse.GetValue(Archive)!);
        if (archive.Tail.Warning is { } warning)
        {
            error.WriteLine(Printable.Line($"{parse.GetValue(Archive)}: {warning}"));
        }

        var report = ReplayRun.Run(archive, static _ => { }, cancellation);
        if (json == StandardOutput)
        {
            output.Write(ReplayReportJson.Write(report));
        }
        else
        {
            output.Write(ReplaySummary.Of(report));
            Write(json, report, error);
        }

        return report.Halted is null ? CommandLine.Held : CommandLine.DidNotHold;
    }

    private static void Write(string? path, ReplayReport report, TextWriter error)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            File.WriteAllText(path, ReplayReportJson.Write(report));
            error.WriteLine(Printable.Line($"wrote {path}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--json {path} cannot be written: {e.Message}");
        }
    }
}
