using System.CommandLine;
using System.CommandLine.Invocation;
using Homeostat.Cli.Backtest;
using Homeostat.Cli.Calibrate;
using Homeostat.Cli.Drill;
using Homeostat.Cli.Evaluate;
using Homeostat.Cli.Keys;
using Homeostat.Cli.Record;
using Homeostat.Cli.Replay;
using Homeostat.Cli.Run;

namespace Homeostat.Cli;

/// <summary>
/// `homeostat` and its verbs. Exit codes: 0 everything held, 1 something did not, 2 the command line or a file is wrong.
/// </summary>
internal static class CommandLine
{
    public const int Held = 0;
    public const int DidNotHold = 1;
    public const int Usage = 2;

    // After Ctrl+C: long enough to stop EVM nodes that are busy.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parse = Create().Parse(args);
        if (parse.Action is ParseErrorAction wrong)
        {
            wrong.ShowHelp = args.Length == 0;
        }

        var code = await parse.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = TimeToStop }).ConfigureAwait(false);
        if (parse.Action is not ParseErrorAction)
        {
            return code;
        }

        if (args.Length > 0)
        {
            var verb = parse.CommandResult.Command is RootCommand ? "" : $" {parse.CommandResult.Command.Name}";
            await error.WriteLineAsync($"See homeostat{verb} --help.").ConfigureAwait(false);
        }

        return Usage;
    }

    public static RootCommand Create()
    {
        var root = new RootCommand(
            """
            Homeostat, the immune system of an on-chain protocol: it sees an attack, decides whether acting is worth its
            cost, contains it, and never blocks an exit.

            Start with `homeostat drill`: it plays real attacks on a local EVM node, once without and once with Homeostat.
            """)
        {
            RunCommand.Create(),
            DrillCommand.Create(),
            EvaluateCommand.Create(),
            CalibrateCommand.Create(),
            BacktestCommand.Create(),
            RecordCommand.Create(),
            ReplayCommand.Create(),
            KeysCommand.Create(),
            Audit.AuditCommand.Create(),
            VersionCommand(),
        };
        Help.AddExamples(root);
        return root;
    }

    private static Verb VersionCommand()
    {
        var version = new Verb("version", "Prints the version.", [new("homeostat version", "which version this is")]);
        version.SetAction(parse => parse.InvocationConfiguration.Output.WriteLine(typeof(CommandLine).Assembly.GetName().Version?.ToString(3)));
        return version;
    }
}
