using System.Collections.Immutable;
using Homeostat.Core.Chain;

namespace Homeostat.Core.Policy;

/// <summary>What is known of whether an action would land in time.</summary>
/// <param name="Q">Probability that one which is armed does, in [0, 1].</param>
/// <param name="Unarmed">By scope and rung: why the last simulation from the real signer failed.</param>
internal readonly record struct Landing(double Q, ImmutableDictionary<(Scope Scope, string Rung), string> Unarmed)
{
    /// <summary>Null when armed, or not simulated yet.</summary>
    public string? WhyUnarmed(Scope scope, Rung rung) => Unarmed.GetValueOrDefault((scope, rung.Slug));
}
