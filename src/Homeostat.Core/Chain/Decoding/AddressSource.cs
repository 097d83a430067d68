using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>An address in an event or call: an argument, or whoever emitted it or was called.</summary>
/// <param name="Place">Null for the contract itself.</param>
public sealed record AddressSource(WordPlace? Place)
{
    public static AddressSource Contract { get; } = new((WordPlace?)null);

    public Address Read(in ArgumentWords words) => Place is { } place ? new Address(words.Word(place)[^Address.Size..]) : words.Contract;
}
