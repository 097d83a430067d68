using System.Text.Json.Nodes;

namespace Homeostat.Ethereum.Rpc;

/// <summary>A call to execute without a transaction. Without <see cref="To"/> the data is init code.</summary>
public sealed record CallRequest(Address? To, ReadOnlyMemory<byte> Data)
{
    public Address? From { get; init; }

    public Wei? Value { get; init; }

    public ulong? Gas { get; init; }

    public Wei? MaxFeePerGas { get; init; }

    public Wei? MaxPriorityFeePerGas { get; init; }

    public JsonObject ToJson()
    {
        var call = new JsonObject { ["data"] = Hex.Encode(Data.Span) };
        Add(call, "to", To?.ToLowerHex());
        Add(call, "from", From?.ToLowerHex());
        Add(call, "value", Value?.Value.ToQuantity());
        Add(call, "gas", Gas is { } gas ? ((UInt256)gas).ToQuantity() : null);
        Add(call, "maxFeePerGas", MaxFeePerGas?.Value.ToQuantity());
        Add(call, "maxPriorityFeePerGas", MaxPriorityFeePerGas?.Value.ToQuantity());
        return call;
    }

    private static void Add(JsonObject call, string name, string? value)
    {
        if (value is not null)
        {
            call[name] = value;
        }
    }
}

/// <summary>What an account is taken to be during a call. State replaces the whole storage, StateDiff single slots.</summary>
public sealed record AccountOverride
{
    public Wei? Balance { get; init; }

    public ulong? Nonce { get; init; }

    public ReadOnlyMemory<byte>? Code { get; init; }

    public IReadOnlyDictionary<Hash32, Hash32>? State { get; init; }

    public IReadOnlyDictionary<Hash32, Hash32>? StateDiff { get; init; }

    public static JsonObject ToJson(IReadOnlyDictionary<Address, AccountOverride> overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        return new JsonObject(overrides.Select(entry =>
            KeyValuePair.Create(entry.Key.ToLowerHex(), (JsonNode?)entry.Value.ToJson())));
    }

    private JsonObject ToJson()
    {
        var account = new JsonObject();
        if (Balance is { } balance)
        {
            account["balance"] = balance.Value.ToQuantity();
        }

        if (Nonce is { } nonce)
        {
            account["nonce"] = ((UInt256)nonce).ToQuantity();
        }

        if (Code is { } code)
        {
            account["code"] = Hex.Encode(code.Span);
        }

        AddSlots(account, "state", State);
        AddSlots(account, "stateDiff", StateDiff);
        return account;
    }

    private static void AddSlots(JsonObject account, string name, IReadOnlyDictionary<Hash32, Hash32>? slots)
    {
        if (slots is not null)
        {
            account[name] = new JsonObject(slots.Select(slot =>
                KeyValuePair.Create(slot.Key.ToString(), (JsonNode?)slot.Value.ToString())));
        }
    }
}
