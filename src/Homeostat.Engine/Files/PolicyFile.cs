using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Detection.Outflow;
using Homeostat.Core.Detection.PriceDispersion;
using Homeostat.Core.Policy;

namespace Homeostat.Engine.Files;

/// <summary>Loads <c>policy.yaml</c>: what the engine decides by.</summary>
public static partial class PolicyFile
{
    public const string Schema = "homeostat/policy/v1";

    private const double Day = 24 * 3600;

    /// <exception cref="FilesException">It cannot be decided by; all reasons at once.</exception>
    public static PolicyOptions Load(string path)
    {
        var problems = new FileProblems();
        var policy = Read(FileReader.Yaml(path, Schema, problems));
        problems.ThrowIfAny();
        return policy;
    }

    private static PolicyOptions Read(MapReader map)
    {
        var councilP90 = map.Required("council_response_p90_seconds").Number(Bounds.AboveUpTo(0, 30 * Day));
        var policy = new PolicyOptions(
            councilP90,
            map.Required("suspicion_nats").Number(Bounds.AboveUpTo(0, 25)),
            map.Required("retry_blocks").Integer(1, 1_000),
            map.Required("max_attempts").Integer(1, 100),
            Costs(map.Required("costs").Map()),
            Conditions(map.Required("conditions").Map()),
            PriceDispersion(map.Required("price_dispersion").Map()),
            Outflow(map.Required("outflow").Map()),
            Rungs(map.Required("rungs"), councilP90))
        {
            ForewarningNats = map.Required("forewarning_nats").Number(Bounds.Between(0, CalibrationFile.MaxNats)),
        };
        map.NoOthers();
        return policy;
    }

    private static CostOptions Costs(MapReader map)
    {
        var costs = new CostOptions(
            map.Required("fee_rate").Number(Bounds.Share),
            map.Required("unhedged_share").Number(Bounds.Share),
            map.Required("withdraw_share_per_day").Number(Bounds.Share),
            map.Required("capital_cost_per_year").Number(Bounds.Between(0, 10)),
            map.Required("liquidity_share").Number(Bounds.Share),
            map.Required("reputation_share").Number(Bounds.Share),
            map.Required("false_alarm_usd").Number(Bounds.Between(0, 1e9)),
            map.Required("transaction_usd").Number(Bounds.Between(0, 1e6)));
        map.NoOthers();
        return costs;
    }

    private static ConditionsOptions Conditions(MapReader map)
    {
        var conditions = new ConditionsOptions(
            map.Required("quote_max_age_seconds").Number(Bounds.AboveUpTo(0, Day)),
            map.Required("volatility_half_life_seconds").Number(Bounds.AboveUpTo(0, 30 * Day)),
            map.Required("trailing_blocks").Integer(1, 10_000),
            map.Required("sigma_floor").Number(Bounds.AboveUpTo(0, 10)));
        map.NoOthers();
        return conditions;
    }

    private static PriceDispersionOptions PriceDispersion(MapReader map)
    {
        var options = new PriceDispersionOptions(
            map.Required("staleness_sigmas").Number(Bounds.Between(0, 20)),
            map.Required("staleness_seconds").Number(Bounds.Between(0, Day)),
            map.Required("quorum_venues").Integer(1, 100));
        map.NoOthers();
        return options;
    }

    private static OutflowOptions Outflow(MapReader map)
    {
        var options = new OutflowOptions(map.Required("half_life_blocks").Number(Bounds.AboveUpTo(0, 100_000)));
        map.NoOthers();
        return options;
    }

    private static ImmutableArray<Rung> Rungs(Value value, double councilP90)
    {
        var rungs = ImmutableArray.CreateBuilder<Rung>();
        foreach (var item in value.List())
        {
            rungs.Add(Rung(item.Map(), councilP90, rungs));
        }

        if (value.Node is ListNode && rungs.Count == 0)
        {
            value.Problem("is empty, so nothing could ever be done", "at least one rung");
        }

        return rungs.DrainToImmutable();
    }

    private static Rung Rung(MapReader map, double councilP90, IEnumerable<Rung> others)
    {
        var slug = map.Required("slug");
        var duration = map.Required("duration_seconds");
        var rung = new Rung(
            slug.Text(SlugPattern(), "lower-case letters and digits, in words joined by -"),
            map.Required("level").Integer(1, 3),
            map.Required("applies_to").Choice(("protocol", ScopeKind.Protocol), ("market", ScopeKind.Market)),
            CapabilitiesReader.Read(map.Required("blocks")),
            map.Optional("rolls_back_code")?.Flag() ?? false,
            duration.Integer(1, (int)(30 * Day)),
            map.Required("reachable_share").Number(Bounds.AboveUpTo(0, 1)),
            map.Optional("acts_on_high")?.Flag() ?? false);
        map.NoOthers();
        Check(map, rung, slug, duration, councilP90, others);
        return rung;
    }

    private static void Check(MapReader map, Rung rung, Value slug, Value duration, double councilP90, IEnumerable<Rung> others)
    {
        if (rung.Slug.Length > 0 && others.Any(o => o.Slug == rung.Slug))
        {
            slug.Problem("is the slug of two rungs; each slug once", null);
        }

        // One that lapses before people can have looked hands the attacker a second try.
        if (!duration.IsMissing && rung.DurationSeconds <= councilP90)
        {
            duration.Problem(
                "does not outlast the council's answer", $"more than council_response_p90_seconds, {councilP90:0} s");
        }

        if (map.Has("blocks") && rung is { Blocks: Capabilities.None, RollsBackCode: false })
        {
            map.Problem("does nothing", "blocks naming a capability, or rolls_back_code: true");
        }

        if (rung is { RollsBackCode: true, AppliesTo: ScopeKind.Market })
        {
            map.Problem("rolls code back, which all markets share", "applies_to: protocol");
        }

        if (rung.AppliesTo == ScopeKind.Market && (rung.Blocks & (Capabilities.Withdraw | Capabilities.Transfer)) != 0)
        {
            map.Problem("blocks withdraw or transfer, which do not belong to one market", "applies_to: protocol");
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SlugPattern();
}
