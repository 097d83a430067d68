using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>Reads <c>time,open,high,low,close</c>: one row a minute, no gaps, time in ISO 8601 UTC or milliseconds.</summary>
public static partial class PriceSeriesFile
{
    public const string Header = "time,open,high,low,close";

    /// <summary>A year of minutes.</summary>
    private const int MaxRows = 527_040;

    private const int MaxBytes = 64 << 20;

    private const string TimeAllowed = "2025-02-05T12:00:00Z, or milliseconds since 1970-01-01";

    /// <exception cref="FilesException">The file cannot be used; all reasons at once.</exception>
    public static PriceSeries Load(string path)
    {
        var problems = new FileProblems();
        var series = Load(path, problems);
        problems.ThrowIfAny();
        return series!;
    }

    /// <summary>Null, with problems, if the file cannot be used.</summary>
    internal static PriceSeries? Load(string path, FileProblems problems)
    {
        var before = problems.Count;
        var text = BoundedFile.ReadText(path, MaxBytes, problems);
        if (text is null)
        {
            return null;
        }

        var lines = text.TrimEnd('\n', '\r').Split('\n');
        if (lines[0].TrimEnd('\r') != Header)
        {
            problems.Add(new FilePlace(path, 1, 1), "", lines[0].TrimEnd('\r'), "is not the header", Header);
            return null;
        }

        if (lines.Length == 1 || lines.Length - 1 > MaxRows)
        {
            problems.Add(new FilePlace(path, 1, 1), "", null, $"has {lines.Length - 1} rows", $"1 to {MaxRows} rows");
            return null;
        }

        var minutes = ImmutableArray.CreateBuilder<(double Open, double Close)>(lines.Length - 1);
        long? first = null;
        long? previous = null;
        for (var i = 1; i < lines.Length; i++)
        {
            var row = new Row(new FilePlace(path, i + 1, 1), lines[i].TrimEnd('\r').Split(','), problems);
            if (row.Cells.Length != 5)
            {
                problems.Add(row.Place, "", lines[i].TrimEnd('\r'), $"has {row.Cells.Length} columns", Header);
                continue;
            }

            var time = row.Time();
            row.Follows(previous, time);
            previous = time ?? previous + 60;
            first ??= time;
            minutes.Add(row.Prices());
        }

        return problems.Count == before ? new PriceSeries(first!.Value, minutes.DrainToImmutable()) : null;
    }

    [GeneratedRegex(@"\A[0-9]{1,12}(\.[0-9]{1,18})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PricePattern();

    private readonly record struct Row(FilePlace Place, string[] Cells, FileProblems Problems)
    {
        private static readonly string[] _columns = Header.Split(',');

        public long? Time()
        {
            if (long.TryParse(Cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ms))
            {
                return ms % 60_000 == 0 && ms <= 253_402_300_799_000 ? ms / 1000 : Wrong<long?>(0, "is not the start of a minute", TimeAllowed);
            }

            return DateTimeOffset.TryParseExact(
                    Cells[0], "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso)
                ? iso.Second == 0 ? iso.ToUnixTimeSeconds() : Wrong<long?>(0, "is not the start of a minute", TimeAllowed)
                : Wrong<long?>(0, "is not a time", TimeAllowed);
        }

        public void Follows(long? previous, long? time)
        {
            if (previous is not null && time is not null && time != previous + 60)
            {
                var what = time > previous
                    ? $"leaves out {((time - previous) / 60) - 1} minutes before it"
                    : "does not come after the row before it";
                Wrong(0, what, Iso(previous.Value + 60), 0);
            }
        }

        public (double Open, double Close) Prices()
        {
            var (open, high, low, close) = (Price(1), Price(2), Price(3), Price(4));
            if (open > 0 && high > 0 && low > 0 && close > 0 && (high < Math.Max(open, close) || low > Math.Min(open, close)))
            {
                Problems.Add(Place, "", string.Join(',', Cells), "does not hold together", "low ≤ open, close ≤ high");
            }

            return (open, close);
        }

        /// <summary>0 where there is none.</summary>
        private double Price(int column) =>
            PricePattern().IsMatch(Cells[column])
                && double.TryParse(Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var price)
                && price > 0
                ? price
                : Wrong(column, "is not a price", "a decimal number > 0", 0.0);

        private T? Wrong<T>(int column, string what, string allowed, T? instead = default)
        {
            var at = 1 + Cells.Take(column).Sum(c => c.Length + 1);
            Problems.Add(Place with { Column = at }, _columns[column], Cells[column], what, allowed);
            return instead;
        }
    }

    internal static string Iso(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
