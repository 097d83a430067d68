namespace Homeostat.Engine.Files;

/// <summary>Gathers problems while reading goes on, so that a user sees all of them at once.</summary>
public sealed class FileProblems
{
    /// <summary>More than these are counted, not listed: nobody reads on, and a hostile file could hold millions.</summary>
    public const int MaxListed = 100;

    private const int MaxQuoted = 80;

    private readonly List<FileProblem> _problems = [];
    private int _unlisted;

    public bool Any => _problems.Count > 0;

    public int Count => _problems.Count + _unlisted;

    public void Add(FilePlace place, string key, string? value, string what, string? allowed)
    {
        if (_problems.Count == MaxListed)
        {
            _unlisted++;
            return;
        }

        _problems.Add(new FileProblem(place, Printable(key), value is null ? null : Printable(value), what, allowed));
    }

    /// <summary>By file and line, since readers look at keys in their own order.</summary>
    public void ThrowIfAny()
    {
        if (!Any)
        {
            return;
        }

        var sorted = _problems
            .OrderBy(p => p.Place.File, StringComparer.Ordinal)
            .ThenBy(p => p.Place.Line)
            .ThenBy(p => p.Place.Column)
            .ToList();
        if (_unlisted > 0)
        {
            sorted.Add(new FileProblem(new FilePlace(sorted[^1].Place.File, 0, 0), "", null, $"{_unlisted} more problems", null));
        }

        throw new FilesException([.. sorted]);
    }

    // A file's content must not drive the terminal (escape sequences, bidirectional overrides) or fill it.
    private static string Printable(string text)
    {
        var cut = text.Length <= MaxQuoted ? text : $"{text.AsSpan(0, MaxQuoted)}…";
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) || IsFormat(c) ? '\uFFFD' : c));
    }

    private static bool IsFormat(char c) => char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format;
}
