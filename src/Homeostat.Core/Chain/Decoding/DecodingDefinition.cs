using System.Collections.Immutable;
using Homeostat.Ethereum;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>A market that a definition declares, with every key under which events name it.</summary>
public sealed record DeclaredMarket(string Slug, string Name, ImmutableArray<MarketKey> Keys)
{
    /// <summary>Of its base asset; null where amounts say their decimals themselves.</summary>
    public int? Decimals { get; init; }

    /// <summary>The address by which the on-chain ledger knows it; null where nobody gave it one.</summary>
    public Address? KnownAs { get; init; }
}

/// <summary>What a protocol's contracts emit and what it means: all that a <see cref="FactTable"/> is compiled from.</summary>
public sealed record DecodingDefinition(
    ImmutableArray<ContractGroup> Groups,
    ImmutableArray<DeclaredMarket> Markets,
    ImmutableArray<EventMapping> Events)
{
    /// <summary>The functions that users call and what each lets them do.</summary>
    public ImmutableArray<CallMapping> Calls { get; init; } = [];

    /// <summary>A table of its own, which grows with the contracts and markets that it comes to know.</summary>
    /// <exception cref="ArgumentException">A contract, event or market key is there twice.</exception>
    public FactTable Compile()
    {
        var markets = new MarketRegistry(Markets.Length);
        for (var place = 0; place < Markets.Length; place++)
        {
            if (Markets[place].Decimals is { } decimals)
            {
                markets.Measure(place, Math.Pow(10, decimals));
            }

            foreach (var key in Markets[place].Keys)
            {
                markets.Declare(key, place);
            }
        }

        return new FactTable(Groups, Events, markets);
    }

    /// <summary>Whether any event says this kind of fact.</summary>
    public bool Says<TMapping>()
        where TMapping : FactMapping => Events.Any(e => e.Facts.Any(f => f is TMapping));

    /// <summary>What to call a market: its slug, or for a discovered one the contract's group and what its key says.</summary>
    public string NameOf(int market, FactTable table)
    {
        if (market < Markets.Length)
        {
            return Markets[market].Slug;
        }

        var key = table.Markets.Discovered[market - Markets.Length];
        var word = key.Word == default ? "" : $"/{Short(key.Word.ToString())}";
        return key.Contract == default ? word.TrimStart('/') : key.Contract.ToLowerHex() + word;
    }

    // Market ids are mostly small numbers or the hash of a name.
    private static string Short(string word)
    {
        var digits = word[2..].TrimStart('0');
        return $"0x{(digits.Length == 0 ? "0" : digits)}";
    }
}
