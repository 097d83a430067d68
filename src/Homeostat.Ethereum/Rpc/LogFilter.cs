using System.Text.Json.Nodes;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// Which logs to fetch or to follow. Topics are positional: each position is a set of alternatives, and an empty set
/// admits anything. No addresses means all addresses.
/// </summary>
public sealed record LogFilter
{
    public IReadOnlyList<Address> Addresses { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<Hash32>> Topics { get; init; } = [];

    internal JsonObject ToJson()
    {
        var filter = new JsonObject();
        if (Addresses.Count > 0)
        {
            filter["address"] = new JsonArray([.. Addresses.Select(address => (JsonNode)address.ToLowerHex())]);
        }

        if (Topics.Count > 0)
        {
            filter["topics"] = new JsonArray([.. Topics.Select(Alternatives)]);
        }

        return filter;
    }

    private static JsonArray? Alternatives(IReadOnlyList<Hash32> position) =>
        position.Count == 0 ? null : new JsonArray([.. position.Select(topic => (JsonNode)topic.ToString())]);
}
