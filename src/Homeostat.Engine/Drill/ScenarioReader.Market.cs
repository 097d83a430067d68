using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>The market and the prices that it follows.</summary>
internal sealed partial class ScenarioReader
{
    /// <param name="chain">Null where it was wrong: then nobody can say which prices are needed.</param>
    private MarketPlan Market(MapReader map, ChainPlan? chain, ImmutableArray<WaitStep> waits)
    {
        var name = map.Required("name").Text(MarketPattern(), "letters, digits and -, such as NEAR-PERP");
        var seriesKey = map.Required("series");
        var series = Series(seriesKey);
        var start = map.Required("start");
        var startAt = start.Time();
        var jitter = map.Optional("start_jitter_minutes")?.Integer(0, 7 * 24 * 60) ?? 0;
        var firstPrice = map.Optional("first_price")?.Number(Bounds.AboveUpTo(0, 1e9)) ?? 100;
        map.NoOthers();
        if (series is not null && startAt > 0 && chain is not null)
        {
            CheckCovers(series, start, startAt, jitter * 60L, chain, waits);
        }

        return new MarketPlan(name, series ?? new PriceSeries(0, [(1, 1)]), startAt, jitter, firstPrice);
    }

    // The warm-up runs before block 0; a seed may start the play later by the jitter; waits lengthen it.
    private static void CheckCovers(
        PriceSeries series, Value start, long startAt, long jitter, ChainPlan chain, ImmutableArray<WaitStep> waits)
    {
        var before = (long)chain.WarmupBlocks * chain.BlockSeconds;
        var after = jitter + ((long)chain.Blocks * chain.BlockSeconds) + waits.Sum(w => (long)w.Seconds);
        if (series.Covers(startAt - before, startAt + after))
        {
            return;
        }

        var earliest = series.From + before;
        var latest = series.To - after;
        start.Problem(
            $"needs prices from {PriceSeriesFile.Iso(startAt - before)} to {PriceSeriesFile.Iso(startAt + after)} (warm-up, jitter, blocks and waits included); the series runs from {PriceSeriesFile.Iso(series.From)} to {PriceSeriesFile.Iso(series.To)}",
            earliest <= latest ? $"{PriceSeriesFile.Iso(earliest)} to {PriceSeriesFile.Iso(latest)}" : "a longer series, or fewer blocks");
    }

    /// <summary>Beside the scenario first, then among the shared ones.</summary>
    private PriceSeries? Series(Value value)
    {
        const string Allowed = "the name of a .csv file in the scenario's directory or in scenarios/series";
        if (!value.IsMissing && value.Text() is { Length: > 0 } name && !SeriesPattern().IsMatch(name))
        {
            value.Problem("is no name of a series", Allowed);
            return null;
        }

        return Shared(value, _surroundings.SeriesDirectory, "*.csv", Allowed) is { } path ? PriceSeriesFile.Load(path, _problems) : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\.csv\z", RegexOptions.CultureInvariant)]
    private static partial Regex SeriesPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9]+(-[A-Za-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex MarketPattern();
}
