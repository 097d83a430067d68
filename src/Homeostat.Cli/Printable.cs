using System.Globalization;

namespace Homeostat.Cli;

/// <summary>Words from files and from the chain, made unable to move a terminal's cursor or change its colours.</summary>
internal static class Printable
{
    public static string Line(string text) => string.Concat(text.Select(c => IsHarmless(c) ? c : '�'));

    /// <summary>Keeps line feeds.</summary>
    public static string Lines(string text) => string.Concat(text.Select(c => c == '\n' || IsHarmless(c) ? c : '�'));

    // Format characters can reverse the direction of what follows.
    private static bool IsHarmless(char c) => !char.IsControl(c)
        && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
