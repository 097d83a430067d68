using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Homeostat.Ethereum.Hashing;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Homeostat.Ethereum.Keystores;

/// <summary>32 secret bytes under a password: the `crypto` object of Web3 secret storage version 3, whatever key they are.</summary>
public static class SealedSecret
{
    public const int Size = 32;

    private const string Cipher = "aes-128-ctr";
    private const int SaltLength = 32;
    private const int CipherKeyLength = 16;

    /// <summary>Salt and counter are new every time.</summary>
    public static JsonObject Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> password, KeystoreCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentOutOfRangeException.ThrowIfNotEqual(secret.Length, Size);
        (string function, JsonObject parameters) = Parameters(cost, RandomNumberGenerator.GetBytes(SaltLength));
        byte[] iv = RandomNumberGenerator.GetBytes(CipherKeyLength);
        using var document = JsonDocument.Parse(parameters.ToJsonString());
        byte[] derived = KeyDerivation.Derive(function, document.RootElement, password);
        byte[] plain = secret.ToArray();
        try
        {
            byte[] cipherText = ApplyAesCounter(derived[..CipherKeyLength], iv, plain);
            return new JsonObject
            {
                ["cipher"] = Cipher,
                ["cipherparams"] = new JsonObject { ["iv"] = Convert.ToHexStringLower(iv) },
                ["ciphertext"] = Convert.ToHexStringLower(cipherText),
                ["kdf"] = function,
                ["kdfparams"] = parameters,
                ["mac"] = Convert.ToHexStringLower(Keccak256.Hash([.. derived[CipherKeyLength..], .. cipherText]).ToBytes()),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>The secret, which the caller overwrites.</summary>
    /// <exception cref="EthereumFormatException">It is malformed, was altered, or the password is wrong.</exception>
    public static byte[] Open(JsonElement crypto, ReadOnlySpan<byte> password)
    {
        if (KeystoreJson.Text(crypto, "cipher") != Cipher)
        {
            throw new EthereumFormatException($"A keystore has the cipher {Cipher}.");
        }

        byte[] cipherText = KeystoreJson.Bytes(crypto, "ciphertext");
        byte[] iv = KeystoreJson.Bytes(KeystoreJson.Member(crypto, "cipherparams"), "iv");
        byte[] mac = KeystoreJson.Bytes(crypto, "mac");
        if (cipherText.Length != Size || iv.Length != CipherKeyLength)
        {
            throw new EthereumFormatException("The ciphertext or the initial counter of the keystore has the wrong length.");
        }

        byte[] key = KeyDerivation.Derive(KeystoreJson.Text(crypto, "kdf"), KeystoreJson.Member(crypto, "kdfparams"), password);
        byte[] expectedMac = Keccak256.Hash([.. key[CipherKeyLength..], .. cipherText]).ToBytes();
        return CryptographicOperations.FixedTimeEquals(expectedMac, mac)
            ? ApplyAesCounter(key[..CipherKeyLength], iv, cipherText)
            : throw new EthereumFormatException(Keystore.WrongPasswordMessage);
    }

    /// <summary>Encrypts or decrypts, which in counter mode is the same.</summary>
    private static byte[] ApplyAesCounter(byte[] key, byte[] iv, byte[] text)
    {
        var cipher = new SicBlockCipher(new AesEngine());
        cipher.Init(forEncryption: false, new ParametersWithIV(new KeyParameter(key), iv));
        var result = new byte[text.Length];
        for (int i = 0; i < text.Length; i += CipherKeyLength)
        {
            cipher.ProcessBlock(text, i, result, i);
        }

        return result;
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
