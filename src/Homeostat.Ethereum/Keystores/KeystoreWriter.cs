using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Ethereum.Keystores;

/// <summary>Puts keys into password-protected files: Web3 secret storage version 3, which every Ethereum client reads.</summary>
public static class KeystoreWriter
{
    private const int SaltLength = 32;
    private const int CipherKeyLength = 16;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The file's text. Salt, counter and id are new every time.</summary>
    public static string Encrypt(PrivateKey key, ReadOnlySpan<byte> password, KeystoreCost cost)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(cost);
        (string function, JsonObject parameters) = Parameters(cost, RandomNumberGenerator.GetBytes(SaltLength));
        byte[] iv = RandomNumberGenerator.GetBytes(CipherKeyLength);
        using var document = JsonDocument.Parse(parameters.ToJsonString());
        byte[] derived = KeyDerivation.Derive(function, document.RootElement, password);
        byte[] secret = new byte[PrivateKey.Size];
        try
        {
            key.WriteTo(secret);
            byte[] cipherText = Keystore.ApplyAesCounter(derived[..CipherKeyLength], iv, secret);
            return new JsonObject
            {
                ["version"] = 3,
                ["id"] = Guid.NewGuid().ToString(),
                ["address"] = key.Address.ToLowerHex()[2..],
                ["crypto"] = new JsonObject
                {
                    ["cipher"] = "aes-128-ctr",
                    ["cipherparams"] = new JsonObject { ["iv"] = Convert.ToHexStringLower(iv) },
                    ["ciphertext"] = Convert.ToHexStringLower(cipherText),
                    ["kdf"] = function,
                    ["kdfparams"] = parameters,
                    ["mac"] = Convert.ToHexStringLower(Keccak256.Hash([.. derived[CipherKeyLength..], .. cipherText]).ToBytes()),
                },
            }.ToJsonString(Indented);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private static (string Function, JsonObject Parameters) Parameters(KeystoreCost cost, byte[] salt)
    {
        var parameters = new JsonObject { ["dklen"] = KeyDerivation.KeyLength, ["salt"] = Convert.ToHexStringLower(salt) };
        switch (cost)
        {
            case KeystoreCost.Scrypt scrypt:
                parameters["n"] = scrypt.N;
                parameters["r"] = scrypt.R;
                parameters["p"] = scrypt.P;
                return ("scrypt", parameters);
            case KeystoreCost.Pbkdf2 pbkdf2:
                parameters["c"] = pbkdf2.Iterations;
                parameters["prf"] = "hmac-sha256";
                return ("pbkdf2", parameters);
            default:
                throw new ArgumentOutOfRangeException(nameof(cost), cost.GetType().Name, "unknown function");
        }
    }
}
