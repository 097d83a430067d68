using System.Collections.Immutable;

namespace Homeostat.Engine.Drill.Reporting;

/// <summary>What one drill found. The JSON shape is `homeostat/drill-report/v1`: what does not apply is null, never absent.</summary>
/// <param name="Schema">Always <c>homeostat/drill-report/v1</c>.</param>
/// <param name="Seed">The seed of the benign population's orders.</param>
public sealed record DrillReport(string Schema, long Seed, ImmutableArray<ScenarioReport> Scenarios);

/// <param name="Attack">Whether the scenario holds an attack; the control has none.</param>
/// <param name="LossWithoutUsd">What the attacker took in the run without Homeostat [USD]; null for a control.</param>
/// <param name="LossWithUsd">The same in the run with Homeostat [USD].</param>
/// <param name="AvertedRatio">1 − with/without, in [−∞, 1]; null for a control.</param>
/// <param name="DetectBlocks">Blocks from the first attack transaction's inclusion to the first signal above zero nats; null if never.</param>
/// <param name="DetectMs">The same in milliseconds of wall time: the block's arrival to the signal.</param>
/// <param name="DecideBlocks">Blocks from the first attack transaction's inclusion to the first decision.</param>
/// <param name="DecideMs">Milliseconds from the arrival of the deciding block to the signed transaction handed to the socket.</param>
/// <param name="ContainBlocks">Blocks from the first attack transaction's inclusion to the containment's inclusion.</param>
/// <param name="ContainMs">Milliseconds of wall time from the first attack block's arrival to the containment's inclusion.</param>
/// <param name="FalseActions">Restrictions of any capability while no attack was in progress.</param>
/// <param name="ContainmentGas">Gas used by all containment transactions.</param>
/// <param name="Guard">Whether Homeostat's engine ran in the run with Homeostat; else its contracts were on their own.</param>
/// <param name="Breaker">What the autonomous breaker did; null if there was none.</param>
/// <param name="ReplayIdentical">Whether a second run of Core over the recorded inputs gave the same decisions and timeline.</param>
public sealed record ScenarioReport(
    string Scenario,
    string Title,
    string Protocol,
    bool Attack,
    double? LossWithoutUsd,
    double? LossWithUsd,
    double? AvertedRatio,
    int? DetectBlocks,
    double? DetectMs,
    int? DecideBlocks,
    double? DecideMs,
    int? ContainBlocks,
    double? ContainMs,
    int FalseActions,
    long? ContainmentGas,
    ExitsOpen? ExitsOpen,
    bool? ReplayIdentical,
    bool Guard,
    BreakerReport? Breaker,
    double TvlUsd,
    ImmutableArray<DecisionReport> Decisions,
    ImmutableArray<TimelineEntry> Timeline,
    ImmutableArray<ExpectationReport> Expectations,
    ScenarioPlots Plots);

/// <param name="StoppedInLine">Steps of the attack that the breaker's refusal inside their own transaction made fail.</param>
/// <param name="Sightings">Times that a rule was newly seen broken.</param>
/// <param name="BountyEth">Paid to whoever poked [ether].</param>
/// <param name="LapsedByItself">Whether every restriction was over after its time although nobody lifted one.</param>
public sealed record BreakerReport(int StoppedInLine, int Sightings, double BountyEth, bool LapsedByItself, ImmutableArray<TripReport> Trips);

/// <param name="Stage">1 throttle, 2 reduce only.</param>
/// <param name="UntilBlock">First block in which it is over; null if the play ended before.</param>
/// <param name="Poker">Whose call tripped it.</param>
/// <param name="Gas">Of that call.</param>
public sealed record TripReport(int Block, string Rule, string Scope, int Stage, int? UntilBlock, string Poker, long Gas);

/// <summary>What an honest user could still do while contained; null where it was not tried.</summary>
public sealed record ExitsOpen(bool? Close, bool? Repay, bool? TopUp, bool? Liquidate, bool? WithdrawRetail);

/// <param name="Sigma">Annualised volatility of the cross-venue index, a ratio.</param>
/// <param name="ReachableUsd">R: what the attacker could reach [USD].</param>
/// <param name="CostFalseUsd">C₀: the action's cost if the alarm is false [USD].</param>
/// <param name="CostTrueUsd">C₁: its cost if the alarm is true [USD].</param>
/// <param name="Q">The probability that the action lands in time.</param>
public sealed record DecisionReport(
    string Id,
    int Block,
    string Scope,
    string Rung,
    double P,
    double PStar,
    double Sigma,
    double TvlUsd,
    double ReachableUsd,
    double CostFalseUsd,
    double CostTrueUsd,
    double Q,
    string Sentence,
    ImmutableArray<SignalReport> Signals);

/// <param name="Nats">The calibrated log-likelihood ratio that entered the belief [nats].</param>
public sealed record SignalReport(string Detector, string Scope, double Nats, double Score, string Reason);

/// <param name="Block">Block of the play: 0 is the last block of the warm-up.</param>
/// <param name="Kind">detected, decided, sent, included, contained, acknowledged, eradicated, resumed, lapsed, attack, council …</param>
public sealed record TimelineEntry(int Block, string Kind, string Text);

/// <param name="Measured">The measured value as shown to people, e.g. "0.93".</param>
public sealed record ExpectationReport(string Key, string Expected, string Measured, bool Held);

/// <summary>Series for the plots; one entry per block; NaN where there is none.</summary>
public sealed record ScenarioPlots(
    ImmutableArray<int> Block,
    ImmutableArray<PlotLine> Prices,
    ImmutableArray<PlotLine> Tvl,
    ImmutableArray<PlotLine> Probability,
    ImmutableArray<PlotLine> AttackerGain,
    ImmutableArray<RestrictionSpan> Restrictions);

/// <param name="Run">"with" or "without" Homeostat.</param>
public sealed record PlotLine(string Name, string Unit, string Run, ImmutableArray<double> Values);

public sealed record RestrictionSpan(string Scope, string What, int FromBlock, int? ToBlock);
