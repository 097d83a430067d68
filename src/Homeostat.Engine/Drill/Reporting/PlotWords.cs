using System.Collections.Immutable;

namespace Homeostat.Engine.Drill.Reporting;

/// <summary>What each plot of a scenario shows, for those who cannot see it.</summary>
public sealed record PlotSummaries(string Prices, string Tvl, string AttackerGain, string Probability, string Restrictions);

/// <summary>From the series of a plot to a sentence with a clause per line.</summary>
internal static class PlotWords
{
    private const string Empty = "Nothing was recorded.";

    public static PlotSummaries Of(ScenarioPlots plots) => new(
        Lines(plots.Block, plots.Prices, Figures.Price),
        Lines(plots.Block, plots.Tvl, v => Figures.Usd(v)),
        Lines(plots.Block, plots.AttackerGain, v => Figures.Usd(v)),
        Probability(plots),
        Restrictions(plots.Restrictions));

    private static string Lines(ImmutableArray<int> blocks, ImmutableArray<PlotLine> lines, Func<double, string> figure) =>
        Sentences(lines.Select(l => Line(blocks, l, figure)));

    private static string Line(ImmutableArray<int> blocks, PlotLine line, Func<double, string> figure)
    {
        var points = Points(blocks, line).ToList();
        var name = $"{line.Name}, {line.Run} Homeostat";
        if (points.Count == 0)
        {
            return $"{name}: no value";
        }

        var low = points.MinBy(p => p.Value);
        var high = points.MaxBy(p => p.Value);
        return low.Value == high.Value
            ? $"{name}: {figure(low.Value)} throughout"
            : $"{name}: {figure(low.Value)} (block {low.Block}) to {figure(high.Value)} (block {high.Block}), {figure(points[^1].Value)} at the end";
    }

    // Lines come in pairs, "p <scope>" and "p* <scope>".
    private static string Probability(ScenarioPlots plots) => Sentences(plots.Probability
        .Where(l => l.Name.StartsWith("p ", StringComparison.Ordinal))
        .Select(p => Crossing(plots, p, p.Name[2..])));

    private static string Crossing(ScenarioPlots plots, PlotLine p, string scope)
    {
        var points = Points(plots.Block, p).ToList();
        if (points.Count == 0)
        {
            return $"p for {scope}: no value";
        }

        var high = points.MaxBy(v => v.Value);
        var highest = $"highest {Figures.Probability(high.Value)} in block {high.Block}";
        var threshold = plots.Probability.FirstOrDefault(l => l.Name == $"p* {scope}");
        var limits = threshold is null ? [] : Points(plots.Block, threshold).ToDictionary(v => v.Block, v => v.Value);
        foreach (var (block, value) in points)
        {
            if (limits.TryGetValue(block, out var limit) && value > limit)
            {
                return $"p for {scope} rose above p* in block {block} ({Figures.Probability(value)} against {Figures.Probability(limit)}), {highest}";
            }
        }

        return $"p for {scope} stayed below p*, {highest}";
    }

    private static string Restrictions(ImmutableArray<RestrictionSpan> spans) => spans.IsEmpty
        ? "Nothing was restricted."
        : Sentences(spans.Select(s => $"{s.What} on {s.Scope} from block {s.FromBlock} to {(s.ToBlock is { } to ? $"block {to}" : "the end")}"));

    private static IEnumerable<(int Block, double Value)> Points(ImmutableArray<int> blocks, PlotLine line) =>
        blocks.Zip(line.Values).Where(p => double.IsFinite(p.Second)).Select(p => (p.First, p.Second));

    private static string Sentences(IEnumerable<string> parts)
    {
        var joined = string.Join("; ", parts);
        return joined.Length == 0 ? Empty : $"{joined}.";
    }
}
