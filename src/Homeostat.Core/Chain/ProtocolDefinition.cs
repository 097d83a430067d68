using System.Collections.Immutable;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Core.Detection.PriceDeviation;
using Homeostat.Ethereum;

namespace Homeostat.Core.Chain;

/// <summary>The contracts of a protocol that Core watches and the ones of ours that guard it.</summary>
/// <param name="Slug">Unique short name, e.g. <c>curie</c>.</param>
/// <param name="Name">For people, e.g. <c>Curie</c>.</param>
/// <param name="ClearingHouse">The address by which the ledger knows the protocol.</param>
/// <param name="Proxies">Every upgradeable contract: the ones rolled back together.</param>
/// <param name="Venues">Names of the price sources outside the chain.</param>
/// <param name="Decoding">What the contracts emit and what it means; its markets are those of <paramref name="Markets"/>, in their order.</param>
public sealed record ProtocolDefinition(
    string Slug,
    string Name,
    Address ClearingHouse,
    ImmutableArray<MarketDefinition> Markets,
    ImmutableArray<Address> Proxies,
    Address UpgradeGate,
    Address RestrictionLedger,
    Address AccessManager,
    ImmutableArray<string> Venues,
    DecodingDefinition Decoding)
{
    /// <summary>Moving-average rules over the prices of every market, discovered ones included.</summary>
    public ImmutableArray<PriceDeviationOptions> Rules { get; init; } = [];

    /// <summary>For people; a discovered market has no other name than its slug.</summary>
    public string NameOf(Scope scope) => scope.Kind == ScopeKind.Protocol ? Name
        : MarketNamed(scope.Subject) is var market and >= 0 ? Markets[market].Name
        : scope.Subject;

    public int MarketNamed(string slug)
    {
        for (var i = 0; i < Markets.Length; i++)
        {
            if (Markets[i].Slug == slug)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <param name="BaseToken">The address by which the ledger knows the market.</param>
public sealed record MarketDefinition(string Slug, string Name, Address BaseToken);
