using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Ethereum.Keystores;

/// <summary>Puts keys into password-protected files: Web3 secret storage version 3, which every Ethereum client reads.</summary>
public static class KeystoreWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The file's text. Salt, counter and id are new every time.</summary>
    public static string Encrypt(PrivateKey key, ReadOnlySpan<byte> password, KeystoreCost cost)
    {
        ArgumentNullException.ThrowIfNull(key);
        byte[] secret = new byte[PrivateKey.Size];
        try
        {
            key.WriteTo(secret);
            return new JsonObject
            {
                ["version"] = 3,
                ["id"] = Guid.NewGuid().ToString(),
                ["address"] = key.Address.ToLowerHex()[2..],
                ["crypto"] = SealedSecret.Seal(secret, password, cost),
            }.ToJsonString(Indented);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
