using System.Collections.Immutable;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>Reads what a scenario expects.</summary>
internal static class ExpectationsReader
{
    private const string RangeAllowed = "{min: …}, {max: …} or {min: …, max: …}";

    public static Expectations Read(MapReader map, bool attack)
    {
        var ranges = ImmutableArray.CreateBuilder<ExpectedRange>();
        foreach (var measure in Measures.All)
        {
            if (map.Optional(measure.Key) is not { } value)
            {
                continue;
            }

            if (measure.OfAttack && !attack)
            {
                value.Problems.Add(value.KeyPlace, value.Path, null, "measures an attack, and a control has none", null);
            }

            ranges.Add(Range(measure.Key, value));
        }

        var exits = map.Optional("exits_open") is { } open ? Exits(open) : [];
        map.NoOthers();
        if (!map.IsMissing && ranges.Count == 0 && exits.Length == 0)
        {
            map.Problem("expects nothing, so every run would pass", $"{string.Join(", ", Measures.All.Select(m => m.Key))}, exits_open");
        }

        return new Expectations(ranges.DrainToImmutable(), exits);
    }

    private static ExpectedRange Range(string key, Value value)
    {
        var map = value.Map();
        var range = new ExpectedRange(key, map.Optional("min")?.Number(Bounds.Any), map.Optional("max")?.Number(Bounds.Any));
        map.NoOthers();
        if (value.Node is MapNode && range is { Min: null, Max: null })
        {
            value.Problem("has neither min nor max", RangeAllowed);
        }

        if (range.Min > range.Max)
        {
            value.Problem("has a min above its max", RangeAllowed);
        }

        return range;
    }

    private static ImmutableArray<Exit> Exits(Value value) =>
    [
        .. value.List().Select(exit => exit.Choice(
            ("close", Exit.Close),
            ("repay", Exit.Repay),
            ("top_up", Exit.TopUp),
            ("liquidate", Exit.Liquidate),
            ("withdraw_retail", Exit.WithdrawRetail))).Distinct(),
    ];
}
