using System.Text.Json;

namespace Homeostat.Ethereum.Keystores;

/// <summary>Reads members of a wallet file. Names are compared without case, since writers disagree ("crypto", "Crypto").</summary>
internal static class KeystoreJson
{
    // Of a member that is there twice, one reader takes the first and another the last.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static T Read<T>(string json, Func<JsonElement, T> read)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new EthereumFormatException("The wallet file is no valid JSON.", e);
        }
    }

    public static JsonElement Member(JsonElement json, string name) => Find(json, name)
        ?? throw new EthereumFormatException($"The wallet file lacks the member '{name}'.");

    public static string Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } member
        ? JsonText.Read(member)
        : throw new EthereumFormatException($"The member '{name}' of the wallet file is no text.");

    public static byte[] Bytes(JsonElement json, string name) => Hex.Decode(Text(json, name));

    public static int Number(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out int value)
            ? value
            : throw new EthereumFormatException($"The member '{name}' of the wallet file is no number, or too large.");

    /// <summary>The account that the file says it is for; null when it does not say.</summary>
    public static Address? OptionalAddress(JsonElement json, string name) =>
        Find(json, name) is null ? null : Address.Parse(Text(json, name));

    private static JsonElement? Find(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new EthereumFormatException("The wallet file has another value where an object should be.");
        }

        try
        {
            foreach (JsonProperty member in json.EnumerateObject())
            {
                if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return member.Value;
                }
            }
        }
        catch (InvalidOperationException e)
        {
            throw new EthereumFormatException("A member of the wallet file has no valid name.", e);
        }

        return null;
    }
}
