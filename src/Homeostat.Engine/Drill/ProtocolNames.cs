using System.Collections.Immutable;

namespace Homeostat.Engine.Drill;

/// <summary>What a deployed protocol brings to a scenario besides what the scenario declares itself.</summary>
/// <param name="Protocol">e.g. <c>curie</c>.</param>
/// <param name="Exports">Names of its contracts; null while they are not known, and then nothing is checked against them.</param>
/// <param name="Senders">People who exist in every deployment.</param>
public sealed record ProtocolNames(
    string Protocol,
    ImmutableSortedSet<string>? Exports,
    ImmutableSortedSet<string> Senders)
{
    /// <summary>Goes through the Safe with its threshold of signatures.</summary>
    public const string Council = "council";

    /// <summary>Answers for the protocol's price feed; an attack from it is one with a stolen feed key.</summary>
    public const string Keeper = "keeper";

    /// <summary>Holds the role that may change code; an attack from it is one with a stolen upgrade key.</summary>
    public const string Upgrader = "upgrader";

    public static ProtocolNames Curie { get; } = new("curie", null, [Council, Keeper, Upgrader]);
}
