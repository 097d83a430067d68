using Spectre.Console;

namespace Homeostat.Cli;

/// <summary>Consoles that draw on a terminal, and write plain text of a fixed width into anything else.</summary>
internal static class Terminal
{
    public const int PlainWidth = 100;

    public static IAnsiConsole On(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = output.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = output.IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!output.IsTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }

    /// <summary>Draws; what is not a terminal gets no blanks at line ends.</summary>
    public static void Draw(TextWriter writer, Action<IAnsiConsole> draw)
    {
        if (new AnsiConsoleOutput(writer).IsTerminal)
        {
            draw(On(writer));
            return;
        }

        using var drawn = new StringWriter { NewLine = "\n" };
        draw(On(drawn));
        writer.Write(string.Join('\n', drawn.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())));
    }

    /// <summary>Whether lines already written can be drawn again.</summary>
    public static bool IsLive(IAnsiConsole console) => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;
}
