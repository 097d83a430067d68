using System.Collections.Immutable;
using System.Globalization;
using Homeostat.Core.Chain;
using Homeostat.Core.Policy;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Engine.Drill;

/// <summary>From what the driver and Homeostat saw of two runs to what the report says of the scenario.</summary>
internal static class ScenarioJudge
{
    public static ScenarioReport Judge(Scenario scenario, PlayRecord without, PlayRecord with)
    {
        var clocks = Clocks.Of(with);
        var decisions = with.Guard?.Decisions.ToList() ?? [];
        var restricted = decisions.Select(d => with.Block(d.Block.Number)).Concat(with.Breaker?.Trips.Select(t => t.Block) ?? []).ToList();
        double? lossWithout = scenario.Attack ? without.LossUsd : null;
        double? lossWith = scenario.Attack ? with.LossUsd : null;
        var report = new ScenarioReport(
            scenario.Slug,
            scenario.Title,
            scenario.Protocol,
            scenario.Attack,
            lossWithout,
            lossWith,
            lossWithout > 0 ? 1 - (lossWith / lossWithout) : null,
            clocks.DetectBlocks,
            clocks.DetectMs,
            clocks.DecideBlocks,
            clocks.DecideMs,
            clocks.ContainBlocks,
            clocks.ContainMs,
            FalseActions(with, restricted),
            Gas(with) is var gas && gas > 0 ? gas : null,
            with.Exits,
            with.Guard?.ReplaysIdentically(),
            with.Guard is not null,
            with.Breaker is { } breaker ? Of(breaker, with) : null,
            with.TvlUsd,
            [.. decisions.Select(d => Of(d, with))],
            Timeline(with),
            [],
            ScenarioPlotter.Plot(without, with));
        return report with { Expectations = Expect(scenario, report, with, restricted.Count) };
    }

    /// <summary>Restrictions decided while no attack was in progress.</summary>
    private static int FalseActions(PlayRecord with, IEnumerable<int> restricted) => restricted.Count(b =>
        with.FirstAttackBlock is not { } first || b < first || b > with.AttackedUntil);

    /// <summary>Rules that trip in one poke share its gas.</summary>
    private static long Gas(PlayRecord with) =>
        (with.Guard?.Inputs.OfType<ActionOutcome>().Where(o => o.Status == ActionStatus.Included).Sum(o => o.GasUsed) ?? 0)
        + (with.Breaker?.Trips.DistinctBy(t => (t.Block, t.Scope, t.Poker)).Sum(t => (long)t.Gas) ?? 0);

    private static BreakerReport Of(BreakerRecord breaker, PlayRecord with) => new(
        breaker.StoppedInLine,
        breaker.Sightings.Length,
        (double)breaker.BountyEth,
        breaker.LapsedByItself,
        [.. breaker.Trips.Select(t => new TripReport(t.Block, t.Rule, t.Scope, t.Stage, with.BlockAt(t.Until), t.Poker, (long)t.Gas))]);

    private static DecisionReport Of(Decision decision, PlayRecord with) => new(
        decision.Id.ToString(),
        with.Block(decision.Block.Number),
        decision.Scope.ToString(),
        decision.Rung.Slug,
        decision.P,
        decision.PStar,
        decision.Sigma,
        decision.TvlUsd,
        decision.ReachableUsd,
        decision.CostFalseUsd,
        decision.CostTrueUsd,
        decision.Q,
        decision.Sentence,
        [.. decision.Signals.Select(s => new SignalReport(s.Detector, s.Scope.ToString(), s.Nats, s.Score, s.Reason))]);

    /// <summary>What was staged, then what Homeostat made of it, block by block.</summary>
    private static ImmutableArray<TimelineEntry> Timeline(PlayRecord with) =>
    [
        .. with.Staged
            .Concat(with.Guard?.Timeline.Select(l => new TimelineEntry(with.Block(l.Block), Snake(l.Kind.ToString()), l.Text)) ?? [])
            .Select((entry, order) => (entry, order))
            .OrderBy(e => e.entry.Block)
            .ThenBy(e => e.order)
            .Select(e => e.entry),
    ];

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static ImmutableArray<ExpectationReport> Expect(Scenario scenario, ScenarioReport report, PlayRecord with, int restrictions)
    {
        var rows = ImmutableArray.CreateBuilder<ExpectationReport>();
        foreach (var range in scenario.Expectations.Ranges)
        {
            var measured = Measured(range.Key, report, restrictions);
            rows.Add(new ExpectationReport(range.Key, range.ToString(), Text(measured), range.Holds(measured)));
        }

        foreach (var exit in scenario.Expectations.ExitsOpen)
        {
            var open = report.ExitsOpen is { } exits ? Open(exit, exits) : null;
            rows.Add(new ExpectationReport($"exits_open.{Snake(exit.ToString())}", "true", open?.ToString().ToLowerInvariant() ?? "not tried", open == true));
        }

        rows.AddRange(Unasked(report, with));
        return rows.DrainToImmutable();
    }

    /// <summary>What must hold whatever the scenario says, of whoever defended it.</summary>
    private static IEnumerable<ExpectationReport> Unasked(ScenarioReport report, PlayRecord with)
    {
        if (report.Breaker is { } breaker)
        {
            yield return new ExpectationReport("lapsed_by_itself", "true", breaker.LapsedByItself ? "true" : "false", breaker.LapsedByItself);
        }

        if (report.Guard)
        {
            yield return new ExpectationReport("acknowledged_in_time", "every block within 1 s", with.Overruns.IsEmpty ? "all" : $"late in blocks {string.Join(", ", with.Overruns)}", with.Overruns.IsEmpty);
            yield return new ExpectationReport("replay_identical", "true", report.ReplayIdentical == true ? "true" : "false", report.ReplayIdentical == true);
        }
    }

    private static double? Measured(string key, ScenarioReport report, int restrictions) => key switch
    {
        Measures.AvertedRatio => report.AvertedRatio,
        Measures.LossWithoutUsd => report.LossWithoutUsd,
        Measures.LossWithoutShareOfTvl => report.LossWithoutUsd / report.TvlUsd,
        Measures.LossWithUsd => report.LossWithUsd,
        Measures.DetectBlocks => report.DetectBlocks,
        Measures.DecideBlocks => report.DecideBlocks,
        Measures.ContainBlocks => report.ContainBlocks,
        Measures.FalseActions => report.FalseActions,
        Measures.Restrictions => restrictions,
        Measures.StoppedInLine => report.Breaker?.StoppedInLine,
        Measures.BountyEth => report.Breaker?.BountyEth,
        Measures.ContainmentGas => report.ContainmentGas ?? 0,
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "not a measure"),
    };

    private static bool? Open(Exit exit, ExitsOpen exits) => exit switch
    {
        Exit.Close => exits.Close,
        Exit.Repay => exits.Repay,
        Exit.TopUp => exits.TopUp,
        Exit.Liquidate => exits.Liquidate,
        Exit.WithdrawRetail => exits.WithdrawRetail,
        _ => throw new ArgumentOutOfRangeException(nameof(exit), exit, "not an exit"),
    };

    private static string Text(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "nothing";
}
