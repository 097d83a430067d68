using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>Reads the <c>population</c> of a scenario.</summary>
internal static class PopulationReader
{
    private static readonly Bounds _usd = Bounds.AboveUpTo(0, 1e12);

    public static Population Read(MapReader map)
    {
        var population = new Population(
            [.. map.Required("makers").List().Select(m => Maker(m.Map()))],
            map.Optional("traders") is { } traders ? Traders(traders.Map()) : null,
            map.Optional("arbitrageurs") is { } arbitrageurs ? Arbitrageurs(arbitrageurs.Map()) : null,
            map.Optional("liquidators")?.Integer(0, 20) ?? 1,
            map.Optional("keepers")?.Integer(0, 20) ?? 1,
            map.Optional("insurance_fund_usd")?.Number(Bounds.Between(0, 1e12)) ?? 0);
        map.NoOthers();
        return population;
    }

    private static Maker Maker(MapReader map)
    {
        var usd = map.Required("usd").Number(_usd);
        if (map.Has("band") && (map.Has("from_price") || map.Has("to_price")))
        {
            map.Problem("has both a band and a fixed range", "band (around the price), or from_price and to_price (fixed)");
        }

        Maker maker;
        if (map.Has("from_price") || map.Has("to_price"))
        {
            var from = map.Required("from_price").Number(Bounds.Positive);
            var to = map.Required("to_price");
            var range = new Maker.Fixed(usd, from, to.Number(Bounds.Positive));
            if (!to.IsMissing && range.ToPrice <= from)
            {
                to.Problem("is not above from_price", null);
            }

            maker = range;

            // Asked for, so that neither counts as unknown beside a fixed range.
            map.Optional("band");
        }
        else
        {
            maker = new Maker.AroundPrice(
                usd, map.Required("band").Number(Bounds.AboveUpTo(0, 0.9)), map.Optional("recentre")?.Flag() ?? false);
        }

        map.NoOthers();
        return maker;
    }

    private static Traders Traders(MapReader map)
    {
        var traders = new Traders(
            map.Required("count").Integer(0, 200),
            Spread(map.Required("usd"), _usd),
            map.Optional("orders_per_block")?.Number(Bounds.Between(0, 200)) ?? 0.25,
            Spread(map.Optional("order_usd"), _usd, new Spread(400, 4_000)),
            Spread(map.Optional("leverage"), Bounds.AboveUpTo(0, 10), new Spread(2, 5)),
            map.Optional("close_share")?.Number(Bounds.Share) ?? 0.15,
            map.Optional("transfers_per_block")?.Number(Bounds.Between(0, 200)) ?? 0.02,
            Spread(map.Optional("transfer_share"), Bounds.AboveUpTo(0, 1), new Spread(0.05, 0.15)),
            map.Optional("acts_within")?.Number(Bounds.Positive) ?? 0.05);
        map.NoOthers();
        return traders;
    }

    private static Arbitrageurs Arbitrageurs(MapReader map)
    {
        var count = map.Required("count").Integer(0, 50);
        var usd = map.Required("usd").Number(_usd);
        var threshold = map.Optional("threshold")?.Number(Bounds.Positive) ?? 0.004;
        var actsWithin = map.Optional("acts_within");
        var arbitrageurs = new Arbitrageurs(count, usd, threshold, actsWithin?.Number(Bounds.Positive) ?? 0.05);
        if (arbitrageurs.ActsWithin <= arbitrageurs.Threshold)
        {
            map.Problem($"would never act: acts_within {arbitrageurs.ActsWithin} is not above threshold {arbitrageurs.Threshold}", null);
        }

        map.NoOthers();
        return arbitrageurs;
    }

    private static Spread Spread(Value? value, Bounds bounds, Spread otherwise) => value is null ? otherwise : Spread(value, bounds);

    /// <summary>A number, or the two ends of a range.</summary>
    private static Spread Spread(Value value, Bounds bounds)
    {
        if (value.Node is not ListNode)
        {
            var number = value.Number(bounds);
            return new Spread(number, number);
        }

        var ends = value.List();
        if (ends.Length != 2)
        {
            value.Problem($"has {ends.Length} of 2 ends", "a number, or [least, most]");
            return default;
        }

        var spread = new Spread(ends[0].Number(bounds), ends[1].Number(bounds));
        if (spread.Min > spread.Max)
        {
            value.Problem("is the wrong way round", "[least, most]");
        }

        return spread;
    }
}
