using System.Security.Cryptography;
using System.Text.Json;
using Org.BouncyCastle.Crypto.Generators;

namespace Homeostat.Ethereum.Keystores;

/// <summary>Makes a key of a password. The costs come from the file and are bounded: it may have been written to exhaust its reader.</summary>
internal static class KeyDerivation
{
    public const int KeyLength = 32;

    // Geth's standard parameters take 256 MiB; scrypt needs 128 N r bytes.
    private const long MaxScryptMemory = 1L << 30;
    private const int MaxScryptLanes = 16;
    private const int MaxIterations = 10_000_000;

    public static byte[] Derive(string function, JsonElement parameters, ReadOnlySpan<byte> password)
    {
        if (KeystoreJson.Number(parameters, "dklen") != KeyLength)
        {
            throw new EthereumFormatException($"The key of a keystore has {KeyLength} bytes.");
        }

        byte[] salt = KeystoreJson.Bytes(parameters, "salt");
        return function switch
        {
            "scrypt" => Scrypt(parameters, password, salt),
            "pbkdf2" => Pbkdf2(parameters, password, salt),
            _ => throw new EthereumFormatException($"The key derivation '{Excerpt.Of(function)}' is not known."),
        };
    }

    private static byte[] Scrypt(JsonElement parameters, ReadOnlySpan<byte> password, byte[] salt)
    {
        int n = KeystoreJson.Number(parameters, "n");
        int r = KeystoreJson.Number(parameters, "r");
        int p = KeystoreJson.Number(parameters, "p");
        if (n < 2 || !int.IsPow2(n) || r < 1 || p is < 1 or > MaxScryptLanes || 128L * n * r > MaxScryptMemory)
        {
            throw new EthereumFormatException("The scrypt parameters are invalid or demand too much memory.");
        }

        byte[] secret = password.ToArray();
        try
        {
            return SCrypt.Generate(secret, salt, n, r, p, KeyLength);
        }
        catch (ArgumentException e)
        {
            throw new EthereumFormatException("The scrypt parameters are invalid.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static byte[] Pbkdf2(JsonElement parameters, ReadOnlySpan<byte> password, byte[] salt)
    {
        int iterations = KeystoreJson.Number(parameters, "c");
        return iterations is >= 1 and <= MaxIterations && KeystoreJson.Text(parameters, "prf") == "hmac-sha256"
            ? Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, KeyLength)
            : throw new EthereumFormatException("The PBKDF2 parameters are invalid, or demand too many iterations.");
    }
}
