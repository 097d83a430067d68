using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Tests.Ethereum.Vectors;

/// <summary>The fields of a transaction vector; one that is absent is zero or empty.</summary>
internal static class TransactionFields
{
    public static T WithCall<T>(this JsonElement fields, T transaction) where T : Transaction => transaction with
    {
        Nonce = (ulong)fields.Quantity("nonce"),
        GasLimit = (ulong)fields.Quantity("gasLimit"),
        To = fields.TryGetProperty("to", out JsonElement to) ? Address.Parse(to.GetString()!) : null,
        Value = new Wei(fields.Quantity("value")),
        Data = fields.TryGetProperty("data", out JsonElement data) ? Hex.Decode(data.GetString()!) : [],
    };

    public static ulong ChainId(this JsonElement fields) => (ulong)fields.Quantity("chainId");

    public static UInt256 Quantity(this JsonElement fields, string name)
    {
        if (!fields.TryGetProperty(name, out JsonElement value))
        {
            return UInt256.Zero;
        }

        return value.ValueKind == JsonValueKind.Number ? value.GetUInt64() : UInt256.Parse(value.GetString()!);
    }

    public static IEnumerable<JsonElement> Items(this JsonElement fields, string name) =>
        fields.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray() : [];

    public static IReadOnlyList<AccessListEntry> AccessList(this JsonElement fields) =>
    [
        .. fields.Items("accessList").Select(entry => new AccessListEntry(
            Address.Parse(entry.Text("address")), [.. entry.Items("storageKeys").Select(key => Hash32.Parse(key.GetString()!))])),
    ];
}
