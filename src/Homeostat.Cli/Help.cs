using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Homeostat.Cli;

/// <summary>Help with examples: a verb's own, and for `homeostat` itself the first of each verb.</summary>
internal sealed class Help(HelpAction ordinary) : SynchronousCommandLineAction
{
    public static void AddExamples(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Help((HelpAction)help.Action!);
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = ordinary.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        IEnumerable<Example> examples = command is Verb verb
            ? verb.Examples
            : command.Subcommands.OfType<Verb>().Where(v => !v.Examples.IsEmpty).Select(v => v.Examples[0]);
        Write(output, "Examples:", examples.Select(e => (e.Line, e.What)).ToList());
        Write(
            output,
            "Exit codes:",
            [
                ("0", "done, and everything held"),
                ("1", "an expectation did not hold, or it could not be finished"),
                ("2", "the command line or a file is wrong"),
            ]);
        return code;
    }

    private static void Write(TextWriter output, string title, List<(string Left, string Right)> rows)
    {
        output.WriteLine(title);
        var width = rows.Select(r => r.Left.Length).DefaultIfEmpty(0).Max();
        foreach (var (left, right) in rows)
        {
            output.WriteLine($"  {left.PadRight(width)}  {right}");
        }

        output.WriteLine();
    }
}
