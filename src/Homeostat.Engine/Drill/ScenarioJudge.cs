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
        var guard = with.Guard ?? throw new InvalidOperationException("the run with Homeostat has no record of it");
        var clocks = Clocks.Of(with, guard);
        var decisions = guard.Decisions.ToList();
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
            FalseActions(with, decisions),
            guard.Inputs.OfType<ActionOutcome>().Where(o => o.Status == ActionStatus.Included).Sum(o => o.GasUsed) is var gas && gas > 0 ? gas : null,
            with.Exits,
            guard.ReplaysIdentically(),
            with.TvlUsd,
            [.. decisions.Select(d => Of(d, with))],
            Timeline(with, guard),
            [],
            ScenarioPlotter.Plot(without, with, guard));
        return report with { Expectations = Expect(scenario, report, with) };
    }

    /// <summary>Restrictions decided while no attack was in progress.</summary>
    private static int FalseActions(PlayRecord with, IEnumerable<Decision> decisions) => decisions.Count(d =>
        with.FirstAttackBlock is not { } first || with.Block(d.Block.Number) < first || with.Block(d.Block.Number) > with.AttackedUntil);

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
    private static ImmutableArray<TimelineEntry> Timeline(PlayRecord with, GuardRecord guard) =>
    [
        .. with.Staged
            .Concat(guard.Timeline.Select(l => new TimelineEntry(with.Block(l.Block), Snake(l.Kind.ToString()), l.Text)))
            .Select((entry, order) => (entry, order))
            .OrderBy(e => e.entry.Block)
            .ThenBy(e => e.order)
            .Select(e => e.entry),
    ];

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static ImmutableArray<ExpectationReport> Expect(Scenario scenario, ScenarioReport report, PlayRecord with)
    {
        var rows = ImmutableArray.CreateBuilder<ExpectationReport>();
        foreach (var range in scenario.Expectations.Ranges)
        {
            var measured = Measured(range.Key, report);
            rows.Add(new ExpectationReport(range.Key, range.ToString(), Text(measured), range.Holds(measured)));
        }

        foreach (var exit in scenario.Expectations.ExitsOpen)
        {
            var open = report.ExitsOpen is { } exits ? Open(exit, exits) : null;
            rows.Add(new ExpectationReport($"exits_open.{Snake(exit.ToString())}", "true", open?.ToString().ToLowerInvariant() ?? "not tried", open == true));
        }

        rows.Add(new ExpectationReport("acknowledged_in_time", "every block within 1 s", with.Overruns.IsEmpty ? "all" : $"late in blocks {string.Join(", ", with.Overruns)}", with.Overruns.IsEmpty));
        rows.Add(new ExpectationReport("replay_identical", "true", report.ReplayIdentical == true ? "true" : "false", report.ReplayIdentical == true));
        return rows.DrainToImmutable();
    }

    private static double? Measured(string key, ScenarioReport report) => key switch
    {
        Measures.AvertedRatio => report.AvertedRatio,
        Measures.LossWithoutUsd => report.LossWithoutUsd,
        Measures.LossWithoutShareOfTvl => report.LossWithoutUsd / report.TvlUsd,
        Measures.LossWithUsd => report.LossWithUsd,
        Measures.DetectBlocks => report.DetectBlocks,
        Measures.DecideBlocks => report.DecideBlocks,
        Measures.ContainBlocks => report.ContainBlocks,
        Measures.FalseActions => report.FalseActions,
        Measures.Restrictions => report.Decisions.Length,
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
