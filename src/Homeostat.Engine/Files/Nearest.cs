namespace Homeostat.Engine.Files;

/// <summary>The word that somebody who mistyped probably meant.</summary>
public static class Nearest
{
    /// <summary>Null if none is near: at most a third of the letters may differ.</summary>
    public static string? To(string written, IEnumerable<string> known)
    {
        var best = known
            .Select(k => (Word: k, Distance: Distance(written, k)))
            .OrderBy(k => k.Distance)
            .ThenBy(k => k.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(1, best.Word.Length / 3) ? best.Word : null;
    }

    // Levenshtein's edit distance, one row at a time; neighbours swapped count once (Damerau, restricted).
    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, previous) = (previous, row);
        }

        return previous[b.Length];
    }
}
