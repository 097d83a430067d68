using System.Collections.Immutable;

namespace Homeostat.Engine.Calibrating;

/// <summary>One play watched without acting.</summary>
/// <param name="AttackedScope">protocol or market: which beliefs the attack is evidence for; null for a control.</param>
/// <param name="Looks">In the order of the blocks.</param>
public sealed record Episode(string? AttackedScope, ImmutableArray<Look> Looks);

/// <summary>A detector's score in one block.</summary>
/// <param name="ScopeKind">protocol or market.</param>
/// <param name="UnderAttack">Whether an attack was in progress.</param>
public readonly record struct Look(string Detector, string ScopeKind, int Block, double Score, bool UnderAttack);
