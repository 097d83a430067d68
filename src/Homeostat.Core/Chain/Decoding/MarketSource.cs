using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>Which market an event is about, by what tells markets apart in it.</summary>
/// <param name="ByContract">Whether the emitting contract is part of the key.</param>
/// <param name="Key">The argument that is part of the key, or null.</param>
/// <param name="Discovers">Whether a key not seen before is a new market; otherwise it is nobody's.</param>
public sealed record MarketSource(bool ByContract, WordPlace? Key, bool Discovers)
{
    /// <summary>The market's place, or −1 for one that is not watched.</summary>
    internal int Read(in ArgumentWords words, MarketRegistry markets)
    {
        var key = new MarketKey(ByContract ? words.Contract : default, Key is { } place ? new Hash32(words.Word(place)) : default);
        return Discovers ? markets.FindOrAdd(key) : markets.Find(key);
    }
}
