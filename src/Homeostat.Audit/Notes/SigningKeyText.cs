using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Keystores;

namespace Homeostat.Audit.Notes;

/// <summary>
/// The text of a key file: `{"schema", "vkey", "crypto"}`, where crypto is that of Web3 secret storage version 3. The verifier
/// key can be read without the password.
/// </summary>
public static class SigningKeyText
{
    public const string Schema = "homeostat/audit-key/v1";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static string Seal(SigningKey key, ReadOnlySpan<byte> password, KeystoreCost cost)
    {
        Span<byte> secret = stackalloc byte[SigningKey.Size];
        try
        {
            key.WriteTo(secret);
            return new JsonObject { ["schema"] = Schema, ["vkey"] = key.Verifier.ToString(), ["crypto"] = SealedSecret.Seal(secret, password, cost) }.ToJsonString(Indented);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <exception cref="NoteFormatException">It is no key file, was altered, or the password is wrong.</exception>
    public static SigningKey Open(string text, ReadOnlySpan<byte> password)
    {
        using var document = Parse(text);
        var verifier = VerifierOf(document.RootElement);
        try
        {
            var secret = SealedSecret.Open(document.RootElement.TryGetProperty("crypto", out var crypto) ? crypto : default, password);
            try
            {
                var key = new SigningKey(verifier.Name, secret);
                if (key.Verifier.Equals(verifier))
                {
                    return key;
                }

                key.Dispose();
                throw new NoteFormatException($"the key file holds another key than {verifier}");
            }
            finally
            {
                CryptographicOperations.ZeroMemory(secret);
            }
        }
        catch (EthereumFormatException wrong)
        {
            throw new NoteFormatException(wrong.Message);
        }
    }

    /// <summary>Which key it says it is. Needs no password and proves nothing.</summary>
    /// <exception cref="NoteFormatException">It is no key file.</exception>
    public static VerifierKey VerifierOf(string text)
    {
        using var document = Parse(text);
        return VerifierOf(document.RootElement);
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Strict);
        }
        catch (JsonException)
        {
            throw new NoteFormatException("the key file is no valid JSON");
        }
    }

    private static VerifierKey VerifierOf(JsonElement file) =>
        file.ValueKind == JsonValueKind.Object
        && file.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.String && schema.ValueEquals(Schema)
        && file.TryGetProperty("vkey", out var vkey) && vkey.ValueKind == JsonValueKind.String
            ? VerifierKey.Parse(JsonText(vkey))
            : throw new NoteFormatException($"the key file has no schema {Schema} with a vkey");

    private static string JsonText(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new NoteFormatException("the vkey of the key file is not text");
        }
    }
}
