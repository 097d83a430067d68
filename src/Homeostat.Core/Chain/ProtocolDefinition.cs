using System.Collections.Immutable;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum;

namespace Homeostat.Core.Chain;

/// <summary>The contracts of a protocol that Core watches and the ones of ours that guard it.</summary>
/// <param name="Slug">Unique short name, e.g. <c>curie</c>.</param>
/// <param name="Name">For people, e.g. <c>Curie</c>.</param>
/// <param name="Vault">Holds the users' collateral.</param>
/// <param name="SettlementToken">The collateral; one unit counts as one USD.</param>
/// <param name="Proxies">Every upgradeable contract: the ones rolled back together.</param>
/// <param name="Venues">Names of the price sources outside the chain.</param>
/// <param name="Decoding">What the contracts emit and what it means; its markets are those of <paramref name="Markets"/>, in their order.</param>
public sealed record ProtocolDefinition(
    string Slug,
    string Name,
    Address ClearingHouse,
    Address Vault,
    Address SettlementToken,
    int SettlementDecimals,
    ImmutableArray<MarketDefinition> Markets,
    ImmutableArray<Address> Proxies,
    Address UpgradeGate,
    Address RestrictionLedger,
    Address AccessManager,
    ImmutableArray<string> Venues,
    DecodingDefinition Decoding)
{
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

/// <param name="Pool">The AMM pool whose price is the mark.</param>
/// <param name="IndexFeed">The aggregator that the protocol's oracle reads.</param>
/// <param name="IndexDecimals">Decimals of the aggregator's answers.</param>
public sealed record MarketDefinition(
    string Slug,
    string Name,
    Address BaseToken,
    Address Pool,
    Address IndexFeed,
    int IndexDecimals);
