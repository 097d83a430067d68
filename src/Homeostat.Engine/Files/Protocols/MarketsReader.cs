using System.Collections.Immutable;
using Homeostat.Core.Chain.Decoding;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>Reads <c>markets</c>: those known beforehand, with the keys under which events name them.</summary>
internal static class MarketsReader
{
    private const int MaxDecimals = 77;

    public static ImmutableArray<DeclaredMarket> Read(Value? value, Bindings bindings)
    {
        var markets = ImmutableArray.CreateBuilder<DeclaredMarket>();
        var slugs = new HashSet<string>(StringComparer.Ordinal);
        var owners = new Dictionary<MarketKey, string>();
        foreach (var item in value?.List() ?? [])
        {
            var map = item.Map();
            var slug = map.Required("slug");
            var name = bindings.Text(slug);
            if (name.Length > 0 && !ProtocolFile.SlugPattern().IsMatch(name))
            {
                slug.Problem("is malformed", ProtocolFile.SlugWords);
            }
            else if (name.Length > 0 && !slugs.Add(name))
            {
                slug.Problem("is the slug of two markets; each slug once", null);
            }

            var decimals = map.Optional("decimals") is { } written ? bindings.Integer(written, 0, MaxDecimals) : (int?)null;
            var keys = Keys(map.Required("keys"), name, owners, bindings);
            markets.Add(new DeclaredMarket(name, bindings.Text(map.Required("name")), keys)
            {
                Decimals = decimals,
                KnownAs = map.Optional("known_as") is { } knownAs ? bindings.Address(knownAs) : null,
            });
            map.NoOthers();
        }

        return markets.DrainToImmutable();
    }

    private static ImmutableArray<MarketKey> Keys(Value value, string market, Dictionary<MarketKey, string> owners, Bindings bindings)
    {
        var keys = ImmutableArray.CreateBuilder<MarketKey>();
        foreach (var item in value.List())
        {
            var map = item.Map();
            var contract = map.Optional("contract");
            var word = map.Optional("word");
            if (contract is null && word is null && !map.IsMissing)
            {
                map.Problem("says nothing", "contract, word or both");
            }

            var key = new MarketKey(contract is null ? default : bindings.Address(contract), word is null ? default : bindings.Word(word));
            map.NoOthers();
            if (key != default && !owners.TryAdd(key, market))
            {
                item.Problem($"is a key of market '{owners[key]}' already", null);
            }

            keys.Add(key);
        }

        return keys.DrainToImmutable();
    }
}
