using System.CommandLine;
using Homeostat.Cli.Calibrate;
using Homeostat.Cli.Drill;

namespace Homeostat.Cli;

/// <summary>
/// `homeostat` and its verbs. Exit codes: 0 everything held, 1 something did not, 2 the command line or a file is wrong.
/// </summary>
internal static class CommandLine
{
    public const int Held = 0;
    public const int DidNotHold = 1;
    public const int Usage = 2;

    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Homeostat, the immune system of an on-chain derivatives protocol: detects an exploit, decides whether acting is worth its cost, contains it, and never blocks an exit.")
        {
            DrillCommand.Create(),
            CalibrateCommand.Create(),
            VersionCommand(),
        };
        return root;
    }

    private static Command VersionCommand()
    {
        var version = new Command("version", "Prints the version. Example: homeostat version");
        version.SetAction(_ => Console.WriteLine(typeof(CommandLine).Assembly.GetName().Version?.ToString(3)));
        return version;
    }
}
