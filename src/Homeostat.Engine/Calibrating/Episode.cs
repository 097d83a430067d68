using System.Collections.Immutable;
using Homeostat.Engine.Drill;

namespace Homeostat.Engine.Calibrating;

/// <summary>One play watched without acting.</summary>
/// <param name="Attacks">Which beliefs the attack is evidence for.</param>
/// <param name="Looks">In the order of the blocks.</param>
public sealed record Episode(AttackedScope Attacks, ImmutableArray<Look> Looks);

/// <summary>A detector's score in one block.</summary>
/// <param name="Scope">What the detector looks at.</param>
/// <param name="UnderAttack">Whether an attack was in progress.</param>
public readonly record struct Look(string Detector, AttackedScope Scope, int Block, double Score, bool UnderAttack);
