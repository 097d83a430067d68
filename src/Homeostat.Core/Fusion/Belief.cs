using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;

namespace Homeostat.Core.Fusion;

/// <summary>The probability that an attack on the scope is in progress, given all evidence so far.</summary>
/// <param name="P">The probability given what could be seen: a blind detector counts neither for an attack nor against one.</param>
/// <param name="PHigh">The probability if every blind detector had seen as much as it ever can.</param>
/// <param name="LogOdds">ln(P/(1−P)) [nats].</param>
/// <param name="Coverage">Share of the scope's detectors that could look, in [0, 1].</param>
/// <param name="Signals">The evidence of this block.</param>
public sealed record Belief(
    Scope Scope,
    double P,
    double PHigh,
    double LogOdds,
    double Coverage,
    ImmutableArray<Signal> Signals);
