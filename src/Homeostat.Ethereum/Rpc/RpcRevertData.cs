using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Finds the revert bytes in an error's data member: a hexadecimal string, by itself or as the "data" of an object.</summary>
internal static class RpcRevertData
{
    public static ReadOnlyMemory<byte>? Find(string? errorData)
    {
        if (errorData is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(errorData);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out JsonElement nested))
            {
                root = nested;
            }

            return root.ValueKind == JsonValueKind.String && root.GetString() is { } text && text.StartsWith("0x", StringComparison.Ordinal)
                ? Hex.Decode(text)
                : null;
        }
        catch (Exception e) when (e is JsonException or EthereumFormatException or InvalidOperationException)
        {
            // The text stays available in ErrorData; an error must not be replaced by an error about it.
            return null;
        }
    }
}
