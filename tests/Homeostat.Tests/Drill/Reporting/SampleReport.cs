using System.Collections.Immutable;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Tests.Drill.Reporting;

/// <summary>A made-up drill: a price that an attacker pushes up, restrained once with Homeostat, and a crash without an attack.</summary>
internal static class SampleReport
{
    public const string Schema = "homeostat/drill-report/v1";

    private const int Blocks = 120;
    private const int FirstAttack = 30;
    private const int Contained = 34;

    public static DrillReport Drill(params ScenarioReport[] scenarios) => new(Schema, 7, [.. scenarios]);

    public static DrillReport Whole { get; } = Drill(Attack(), Control(), Failed());

    public static ScenarioReport Attack() => new(
        "curie-mark-manipulation",
        "One attacker's two accounts push the mark and cash in the difference",
        "curie",
        Attack: true,
        LossWithoutUsd: 43_120.5,
        LossWithUsd: 3_050.25,
        AvertedRatio: 1 - (3_050.25 / 43_120.5),
        DetectBlocks: 2,
        DetectMs: 61.4,
        DecideBlocks: 3,
        DecideMs: 8.7,
        ContainBlocks: 4,
        ContainMs: 812.9,
        FalseActions: 0,
        ContainmentGas: 187_344,
        new ExitsOpen(Close: true, Repay: true, TopUp: true, Liquidate: true, WithdrawRetail: null),
        ReplayIdentical: true,
        Guard: true,
        Breaker: null,
        TvlUsd: 612_345.6,
        [Decision(33, "curie/near-perp", 0.93, 0.04)],
        [
            new TimelineEntry(30, "attack", "Account A goes long at about $101"),
            new TimelineEntry(31, "attack", "Account B pushes the mark in steps of at most 8 % per interval"),
            new TimelineEntry(32, "detected", "curie/near-perp: mark is 11.2 % above the median of 3 venues"),
            new TimelineEntry(33, "decided", Decision(33, "curie/near-perp", 0.93, 0.04).Sentence),
            new TimelineEntry(33, "sent", "restrict OPEN, INCREASE on curie/near-perp"),
            new TimelineEntry(34, "contained", "curie/near-perp: the ledger holds the restriction"),
            new TimelineEntry(90, "acknowledged", "The council is awake"),
            new TimelineEntry(104, "lapsed", "curie/near-perp: reduce-only"),
        ],
        [
            new ExpectationReport("averted_ratio", "≥ 0.8", "0.9293", Held: true),
            new ExpectationReport("false_actions", "0", "0", Held: true),
            new ExpectationReport("exits_open.close", "true", "true", Held: true),
        ],
        AttackPlots());

    public static ScenarioReport Control() => Attack() with
    {
        Scenario = "curie-genuine-crash",
        Title = "The worst hour of a real series, and no attack",
        Attack = false,
        LossWithoutUsd = null,
        LossWithUsd = null,
        AvertedRatio = null,
        DetectBlocks = null,
        DetectMs = null,
        DecideBlocks = null,
        DecideMs = null,
        ContainBlocks = null,
        ContainMs = null,
        ContainmentGas = null,
        ExitsOpen = null,
        Decisions = [],
        Timeline = [],
        Expectations = [new ExpectationReport("restrictions", "0", "0", Held: true)],
        Plots = ControlPlots(),
    };

    /// <summary>No engine: the breaker was tripped by somebody's poke.</summary>
    public static ScenarioReport ServersOff() => Attack() with
    {
        Scenario = "curie-servers-off",
        Title = "The vault is drained in pieces, and none of our servers runs",
        DetectMs = null,
        DecideBlocks = null,
        DecideMs = null,
        ContainMs = null,
        ReplayIdentical = null,
        Guard = false,
        Breaker = new BreakerReport(
            StoppedInLine: 1,
            Sightings: 5,
            BountyEth: 0.02,
            LapsedByItself: true,
            [new TripReport(33, "outflow", "asset", 1, 93, "stranger", 291_450), new TripReport(35, "outflow", "asset", 2, null, "stranger", 239_748)]),
        Decisions = [],
        Plots = NoPlots,
    };

    public static ScenarioReport Failed() => Attack() with
    {
        Scenario = "curie-rogue-upgrade",
        Title = "The developers' upgrade key is stolen and the vault gets a thief's code",
        LossWithoutUsd = 401_000,
        LossWithUsd = 118_000,
        AvertedRatio = 1 - (118_000d / 401_000),
        ExitsOpen = new ExitsOpen(Close: true, Repay: true, TopUp: true, Liquidate: false, WithdrawRetail: true),
        Expectations =
        [
            new ExpectationReport("averted_ratio", "≥ 0.8", "0.7057", Held: false),
            new ExpectationReport("exits_open.liquidate", "true", "false", Held: false),
            new ExpectationReport("false_actions", "0", "0", Held: true),
        ],
    };

    public static DecisionReport Decision(int block, string scope, double p, double pStar) => new(
        "0x5ad2c1f0e9b8a7968574635241302f1e0d9c8b7a695847362514f3e2d1c0b9a8",
        block,
        scope,
        "reduce-only",
        p,
        pStar,
        Sigma: 2.12,
        TvlUsd: 612_345.6,
        ReachableUsd: 122_469,
        CostFalseUsd: 4_800,
        CostTrueUsd: 1_900,
        Q: 0.95,
        "NEAR-PERP: opens suspended for 0.5 h: mark is 18.3 % above the median of 3 venues; $122,469 reachable, p 0.93 > p* 0.04.",
        [
            new SignalReport("price-dispersion.mark", scope, 6.42, 18.3, "mark is 18.3 % above the median of 3 venues"),
            new SignalReport("outflow", "curie", 0.31, 0.02, "2.0 % of collateral left in 10 min"),
        ]);

    public static ScenarioPlots NoPlots { get; } = new([], [], [], [], [], []);

    private static ScenarioPlots AttackPlots()
    {
        ImmutableArray<int> blocks = [.. Enumerable.Range(-10, Blocks + 11)];
        return new ScenarioPlots(
            blocks,
            [
                Line("mark", "USD", "with", blocks, b => b < FirstAttack ? Real(b) + 0.2 : b < Contained ? 101 + ((b - FirstAttack) * 4.5) : Real(b) + (16 * Math.Exp((Contained - b) / 12d))),
                Line("index", "USD", "with", blocks, Real),
                Line("outside venues", "USD", "with", blocks, b => b % 17 == 3 ? double.NaN : Real(b) - 0.05),
                Line("mark", "USD", "without", blocks, b => b < FirstAttack ? Real(b) + 0.2 : Math.Min(139, 101 + ((b - FirstAttack) * 3.2))),
                Line("index", "USD", "without", blocks, Real),
            ],
            [
                Line("TVL", "USD", "with", blocks, b => 612_345.6 - (b > 40 ? 3_000 : 0) + (900 * Math.Sin(b / 4d))),
                Line("TVL", "USD", "without", blocks, b => 612_345.6 - (b > 80 ? 43_000 : 0) + (900 * Math.Sin(b / 4d))),
            ],
            [
                Line("p curie/near-perp", "probability", "with", blocks, b => b < FirstAttack + 1 ? 1e-5 * (1 + (b & 3)) : b < 70 ? 0.93 + (0.06 * Math.Sin(b)) : Math.Max(1e-5, 0.9 * Math.Exp((70 - b) / 3d))),
                Line("p* curie/near-perp", "probability", "with", blocks, b => 0.04 + (0.004 * Math.Sin(b / 9d))),
            ],
            [
                Line("attacker's gain", "USD", "with", blocks, b => b < FirstAttack ? 0 : Math.Min(3_050, (b - FirstAttack) * 400)),
                Line("attacker's gain", "USD", "without", blocks, b => b < FirstAttack ? 0 : Math.Clamp((b - 50) * 1_500, -9_000, 43_120)),
            ],
            [new RestrictionSpan("curie/near-perp", "reduce-only", Contained, 104)]);
    }

    private static ScenarioPlots ControlPlots()
    {
        ImmutableArray<int> blocks = [.. Enumerable.Range(-10, Blocks + 11)];
        double Falling(int b) => 100 - (b < 20 ? 0 : Math.Min(25, (b - 20) * 0.4)) + Math.Sin(b / 2d);
        return new ScenarioPlots(
            blocks,
            [
                Line("mark", "USD", "with", blocks, b => Falling(b) + (0.4 * Math.Cos(b))),
                Line("index", "USD", "with", blocks, Falling),
                Line("mark", "USD", "without", blocks, b => Falling(b) + (0.4 * Math.Cos(b))),
            ],
            [Line("TVL", "USD", "with", blocks, _ => 612_345.6), Line("TVL", "USD", "without", blocks, _ => 612_345.6)],
            [Line("p curie/near-perp", "probability", "with", blocks, b => 2e-5), Line("p* curie/near-perp", "probability", "with", blocks, _ => 0.04)],
            [],
            []);
    }

    private static double Real(int block) => 100 + (1.5 * Math.Sin(block / 11d)) + (0.4 * Math.Sin(block / 1.7));

    private static PlotLine Line(string name, string unit, string run, ImmutableArray<int> blocks, Func<int, double> value) =>
        new(name, unit, run, [.. blocks.Select(value)]);
}
