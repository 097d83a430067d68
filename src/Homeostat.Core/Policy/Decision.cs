using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Ethereum;

namespace Homeostat.Core.Policy;

/// <summary>A rung chosen for a scope, with every number behind it.</summary>
/// <param name="Id">Derived from scope, rung, block number and attempt: the same inputs give the same id.</param>
/// <param name="P">The probability compared with p*.</param>
/// <param name="PStar">p* = C₀ / (C₀ + qR − C₁), with the q of an armed action.</param>
/// <param name="Sigma">Annualised, a ratio.</param>
/// <param name="ReachableUsd">R [USD].</param>
/// <param name="CostFalseUsd">C₀ [USD].</param>
/// <param name="CostTrueUsd">C₁ [USD].</param>
/// <param name="Q">Probability that the action lands in time; 0 if it is not armed.</param>
/// <param name="Coverage">Share of the scope's detectors that could look.</param>
/// <param name="Armed">Whether the prepared action's last simulation from its real signer succeeded.</param>
/// <param name="Sentence">What is done and why, for people.</param>
public sealed record Decision(
    Hash32 Id,
    BlockRef Block,
    UnixSeconds At,
    Scope Scope,
    Rung Rung,
    double P,
    double PStar,
    double Sigma,
    double TvlUsd,
    double ReachableUsd,
    double CostFalseUsd,
    double CostTrueUsd,
    double Q,
    double Coverage,
    bool Armed,
    string Sentence,
    ImmutableArray<Signal> Signals);
