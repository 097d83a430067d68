using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Homeostat.Core.Chain;
using Homeostat.Engine.Drill;

namespace Homeostat.Engine.Files.Breakers;

/// <summary>
/// Reads a breaker file. Bounds are those of the contracts where these have some, so that what cannot be deployed is told
/// with its line and not by a revert.
/// </summary>
internal sealed partial class BreakerReader(MapReader file)
{
    private const int Day = 24 * 3600;
    private const int MaxRules = 32;
    private const string NameAllowed = "lower-case letters, digits and _, beginning with a letter";

    private readonly HashSet<string> _guards = new(StringComparer.Ordinal);

    public BreakerPlan Read()
    {
        var terms = Terms(file.Required("terms").Map());
        var endowment = ArgumentReader.Wei(file.Required("endowment"));
        var limits = Limits(file.Required("limits").Map());
        var guards = Named(file.Optional("guards"), Guard);
        var rules = Named(file.Required("rules"), Rule);
        file.NoOthers();
        if (rules.Length is 0 or > MaxRules && !file.IsMissing)
        {
            file.Problem($"has {rules.Length} rules", $"1 to {MaxRules}");
        }

        return new BreakerPlan(terms, endowment, limits, guards, rules);
    }

    private static BreakerTerms Terms(MapReader map)
    {
        var gap = map.Required("gap_seconds").Integer(1, Day);
        var memory = map.Required("memory_seconds");
        var bounty = ArgumentReader.Wei(map.Required("bounty"));
        var budget = map.Required("bounty_budget");
        var terms = new BreakerTerms(
            map.Required("confirmations").Integer(2, 255),
            gap,
            memory.Integer(1, 30 * Day, Day),
            map.Required("step_seconds").Integer(1, 3600),
            bounty,
            ArgumentReader.Wei(budget),
            map.Required("bounty_window_seconds").Integer(1, 365 * Day));
        map.NoOthers();
        if (terms.MemorySeconds < gap)
        {
            memory.Problem("is less than the gap: no sighting would ever follow another", $"at least {gap}");
        }

        if (terms.BountyBudgetWei < bounty)
        {
            budget.Problem("is less than one bounty", null);
        }

        return terms;
    }

    private static BreakerLimits Limits(MapReader map)
    {
        var limits = new BreakerLimits(
            CapabilitiesReader.Read(map.Required("blocks")),
            map.Required("max_step_seconds").Integer(1, 30 * Day),
            map.Required("per_scope_seconds").Integer(1, 365 * Day),
            map.Required("total_seconds").Integer(1, 365 * Day),
            map.Required("window_seconds").Integer(1, 365 * Day, 365 * Day));
        map.NoOthers();
        if (limits.PerScopeSeconds > limits.WindowSeconds)
        {
            map.Problem("allows more seconds per scope than the window has", null);
        }

        return limits;
    }

    private GuardPlan Guard(string name, MapReader map)
    {
        _guards.Add(name);
        var sources = map.Required("sources").List().Select(s => Source(s.Map())).ToImmutableArray();
        var quorum = map.Required("quorum");
        var guard = new GuardPlan(
            map.Place,
            name,
            quorum.Integer(1, 9),
            map.Required("max_deviation_bps").Integer(1, 5_000),
            sources);
        map.NoOthers();
        if (sources.Length > 0 && (guard.Quorum * 2 <= sources.Length || guard.Quorum > sources.Length))
        {
            quorum.Problem("is no majority of the sources", $"{(sources.Length / 2) + 1} to {sources.Length}");
        }

        return guard;
    }

    private static SourcePlan Source(MapReader map)
    {
        var place = map.Place;
        SourcePlan source;
        if (map.Has("feed"))
        {
            source = new SourcePlan.Feed(
                place,
                Contract(map.Required("feed")),
                map.Required("max_age_seconds").Integer(1, 7 * Day),
                map.Required("decimals").Integer(0, 36));
        }
        else
        {
            source = new SourcePlan.Twap(
                place,
                Contract(map.Required("twap")),
                map.Required("window_seconds").Integer(1, 7 * Day),
                map.Required("min_liquidity").Number(Bounds.Between(0, 1e36)),
                map.Required("base_is_token0").Flag(),
                map.Required("base_decimals").Integer(0, 36),
                map.Required("quote_decimals").Integer(0, 36));
        }

        map.NoOthers();
        return source;
    }

    private RulePlan Rule(string name, MapReader map)
    {
        var throttle = map.Required("throttle");
        var rule = new RulePlan(
            map.Place,
            name,
            map.Required("scope").Choice(("protocol", RuleScope.Protocol), ("market", RuleScope.Market), ("asset", RuleScope.Asset)),
            CapabilitiesReader.Read(throttle),
            CapabilitiesReader.Read(map.Required("reduce")),
            map.Required("reason").Integer(0, ushort.MaxValue),
            map.Has("outflow_of") ? Outflow(map) : Priced(map));
        map.NoOthers();
        if (!throttle.IsMissing && (rule.Throttle == Capabilities.None || (rule.Throttle & ~rule.Reduce) != 0))
        {
            throttle.Problem("restricts nothing, or something that the steps after it do not", "a part of reduce");
        }

        return rule;
    }

    private static RuleCheck.Outflow Outflow(MapReader map) => new(
        Contract(map.Required("outflow_of")),
        Contract(map.Required("from")),
        map.Required("limit").Number(Bounds.AboveUpTo(0, 1e15)),
        map.Required("window_seconds").Integer(1, 30 * Day),
        map.Required("limit_in_transaction").Number(Bounds.AboveUpTo(0, 1e15)),
        map.Required("gas").Integer(1, 165_000));

    private RuleCheck Priced(MapReader map)
    {
        var guard = GuardName(map.Required("guard"));
        if (map.Optional("apart_from") is not { } other)
        {
            return new RuleCheck.Oracle(guard);
        }

        var from = GuardName(other);
        if (from == guard)
        {
            other.Problem("is the same guard", null);
        }

        return new RuleCheck.Band(guard, from, map.Required("limit_bps").Integer(1, 9_999));
    }

    private string GuardName(Value value)
    {
        var name = value.Text();
        if (!value.IsMissing && !_guards.Contains(name))
        {
            value.Problem("is no guard of this file", _guards.Count == 0 ? "it has none" : string.Join(", ", _guards.Order(StringComparer.Ordinal)));
        }

        return name;
    }

    private static string Contract(Value value) => value.Text(NamePattern(), "a name of the deployment");

    private static ImmutableArray<T> Named<T>(Value? map, Func<string, MapReader, T> read)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        foreach (var (name, value) in map?.Map().Named() ?? [])
        {
            if (!NamePattern().IsMatch(name))
            {
                value.Problems.Add(value.KeyPlace, value.Path, null, "is not a name", NameAllowed);
            }

            all.Add(read(name, value.Map()));
        }

        return all.DrainToImmutable();
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
