using System.Collections.Immutable;

namespace Homeostat.Engine.Drill.Reporting;

/// <summary>The first three questions about a drill, answered.</summary>
/// <param name="Verdict">Is something wrong.</param>
/// <param name="Done">What was done about the attacks.</param>
/// <param name="Needs">What needs a person; empty for nothing.</param>
public sealed record ReportSummary(bool Held, string Verdict, string Done, ImmutableArray<string> Needs);

/// <summary>A scenario in words; each plot has its text equivalent.</summary>
public sealed record ScenarioSummary(bool Held, string Headline, string Exits, PlotSummaries Plots);

/// <summary>From a report's numbers to sentences, the same on a terminal and on the page.</summary>
public static class ReportWords
{
    public static ReportSummary Of(DrillReport report)
    {
        var failed = report.Scenarios.Where(s => !IsHeld(s)).ToList();
        var all = report.Scenarios.Length;
        var verdict = (all, failed.Count) switch
        {
            (0, _) => "No scenario was played",
            (_, 0) => all == 1 ? "The scenario held" : $"All {all} scenarios held",
            _ when all == 1 => "The scenario did not hold",
            _ => $"{failed.Count} of {all} scenarios did not hold",
        };
        return new ReportSummary(
            failed.Count == 0,
            verdict,
            Done(report),
            [.. failed.SelectMany(s => s.Expectations.Where(e => !e.Held).Select(e => $"{s.Scenario}: {Failure(e)}"))]);
    }

    public static ScenarioSummary Of(ScenarioReport scenario) =>
        new(IsHeld(scenario), Headline(scenario), Exits(scenario), PlotWords.Of(scenario.Plots));

    public static bool IsHeld(ScenarioReport scenario) => scenario.Expectations.All(e => e.Held);

    public static string Failure(ExpectationReport expectation) =>
        $"{expectation.Key} should be {expectation.Expected} and was {expectation.Measured}";

    /// <summary>Each exit by its name for people, and whether it was open; null where nobody tried.</summary>
    public static ImmutableArray<(string Name, bool? Open)> ExitsOf(ScenarioReport scenario) =>
    [
        ("close", scenario.ExitsOpen?.Close),
        ("repay", scenario.ExitsOpen?.Repay),
        ("top up", scenario.ExitsOpen?.TopUp),
        ("liquidate", scenario.ExitsOpen?.Liquidate),
        ("withdraw (retail)", scenario.ExitsOpen?.WithdrawRetail),
    ];

    private static string Done(DrillReport report)
    {
        var attacks = report.Scenarios.Where(s => s.Attack).ToList();
        var without = attacks.Sum(s => s.LossWithoutUsd ?? 0);
        var with = attacks.Sum(s => s.LossWithUsd ?? 0);
        var contained = attacks.Count(s => s.ContainBlocks is not null);
        var controls = report.Scenarios.Where(s => !s.Attack).ToList();
        var restrained = controls.Sum(Restrictions);
        List<string> said = [];
        if (attacks.Count > 0)
        {
            var share = without > 0 ? $", {Figures.Percent(1 - (with / without))} averted" : "";
            said.Add($"{contained} of {Figures.Count(attacks.Count, "attack")} contained. The {(attacks.Count == 1 ? "attacker" : "attackers")} took {Figures.Usd(without)} without Homeostat and {Figures.Usd(with)} with it{share}.");
        }

        if (controls.Count > 0)
        {
            said.Add($"{Figures.Count(controls.Count, "run")} without an attack: {(restrained == 0 ? "nothing was restricted" : Figures.Count(restrained, "restriction"))}.");
        }

        return string.Join(' ', said);
    }

    private static int Restrictions(ScenarioReport s) => s.Decisions.Length + (s.Breaker?.Trips.Length ?? 0);

    private static string Headline(ScenarioReport s)
    {
        if (!s.Attack)
        {
            return Restrictions(s) == 0
                ? "There was no attack, and nothing was restricted."
                : $"There was no attack, yet Homeostat decided on {Figures.Count(Restrictions(s), "restriction")}.";
        }

        var took = $"The attacker took {Figures.Usd(s.LossWithoutUsd)} without Homeostat and {Figures.Usd(s.LossWithUsd)} {(s.Guard ? "with it" : "with its contracts alone, all servers off")}";
        var averted = s.AvertedRatio is null ? "" : $": {Figures.Percent(s.AvertedRatio)} averted";
        var contained = s.ContainBlocks is { } blocks
            ? $" Contained {Figures.Blocks(blocks)} after the first attack transaction."
            : " It was never contained.";
        return $"{took}{averted}.{contained}{OnChain(s)}";
    }

    private static string OnChain(ScenarioReport s) => s.Breaker is not { } breaker
        ? ""
        : FormattableString.Invariant(
            $" On chain: {Figures.Count(breaker.StoppedInLine, "step")} of the attack stopped inside the transaction, {Figures.Count(breaker.Trips.Length, "restriction")} by pokes that earned {breaker.BountyEth:0.###} ether.");

    private static string Exits(ScenarioReport s)
    {
        var exits = ExitsOf(s);
        var tried = exits.Count(e => e.Open is not null);
        var shut = exits.Where(e => e.Open == false).Select(e => e.Name).ToList();
        return tried == 0
            ? "No exit was tried: nothing was restricted."
            : shut.Count == 0
                ? $"All {tried} exits that honest users tried during the restriction were open."
                : $"Honest users could not: {string.Join(", ", shut)}.";
    }
}
