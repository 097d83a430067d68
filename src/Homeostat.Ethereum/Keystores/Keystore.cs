using System.Security.Cryptography;
using System.Text.Json;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Signing;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Homeostat.Ethereum.Keystores;

/// <summary>
/// Reads keys out of password-protected files: Web3 secret storage version 3, and the wallets of the crowdsale. A wrong
/// password cannot be told from an altered file; both are an <see cref="EthereumFormatException"/>.
/// </summary>
public static class Keystore
{
    private const int Version = 3;
    private const int CipherKeyLength = 16;

    public static PrivateKey Decrypt(string json, ReadOnlySpan<byte> password)
    {
        byte[] secret = password.ToArray();
        try
        {
            return KeystoreJson.Read(json, file => DecryptVersion3(file, secret));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Reads the file that the crowdsale of 2014 handed out.</summary>
    public static PrivateKey DecryptCrowdsale(string json, ReadOnlySpan<byte> password)
    {
        byte[] secret = password.ToArray();
        try
        {
            return KeystoreJson.Read(json, file => DecryptCrowdsale(file, secret));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The account that a keystore says it is for, which is not proved by it; null when it does not say.</summary>
    public static Address? AddressOf(string json) => KeystoreJson.Read(json, file => KeystoreJson.Number(file, "version") == Version
        ? KeystoreJson.OptionalAddress(file, "address")
        : throw new EthereumFormatException($"A keystore has version {Version}."));

    private static PrivateKey DecryptVersion3(JsonElement file, byte[] password)
    {
        JsonElement crypto = KeystoreJson.Member(file, "crypto");
        if (KeystoreJson.Number(file, "version") != Version || KeystoreJson.Text(crypto, "cipher") != "aes-128-ctr")
        {
            throw new EthereumFormatException($"A keystore has version {Version} and the cipher aes-128-ctr.");
        }

        byte[] cipherText = KeystoreJson.Bytes(crypto, "ciphertext");
        byte[] iv = KeystoreJson.Bytes(KeystoreJson.Member(crypto, "cipherparams"), "iv");
        byte[] mac = KeystoreJson.Bytes(crypto, "mac");
        if (cipherText.Length != PrivateKey.Size || iv.Length != CipherKeyLength)
        {
            throw new EthereumFormatException("The ciphertext or the initial counter of the keystore has the wrong length.");
        }

        byte[] key = KeyDerivation.Derive(KeystoreJson.Text(crypto, "kdf"), KeystoreJson.Member(crypto, "kdfparams"), password);
        byte[] expectedMac = Keccak256.Hash([.. key[CipherKeyLength..], .. cipherText]).ToBytes();
        return CryptographicOperations.FixedTimeEquals(expectedMac, mac)
            ? Expect(ApplyAesCounter(key[..CipherKeyLength], iv, cipherText), KeystoreJson.OptionalAddress(file, "address"))
            : throw WrongPassword(null);
    }

    private static PrivateKey DecryptCrowdsale(JsonElement file, byte[] password)
    {
        const int Iterations = 2000;
        byte[] encrypted = KeystoreJson.Bytes(file, "encseed");
        if (encrypted.Length < 2 * CipherKeyLength || encrypted.Length % CipherKeyLength != 0)
        {
            throw new EthereumFormatException("The encrypted seed of the wallet file has the wrong length.");
        }

        using var aes = Aes.Create();
        aes.Key = Rfc2898DeriveBytes.Pbkdf2(password, password, Iterations, HashAlgorithmName.SHA256, CipherKeyLength);
        try
        {
            byte[] seed = aes.DecryptCbc(encrypted.AsSpan(CipherKeyLength), encrypted.AsSpan(0, CipherKeyLength));
            return Expect(Keccak256.Hash(seed).ToBytes(), KeystoreJson.OptionalAddress(file, "ethaddr"));
        }
        catch (CryptographicException e)
        {
            throw WrongPassword(e);
        }
    }

    /// <summary>Encrypts or decrypts, which in counter mode is the same.</summary>
    internal static byte[] ApplyAesCounter(byte[] key, byte[] iv, byte[] text)
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

    private static PrivateKey Expect(byte[] secret, Address? address)
    {
        try
        {
            var key = new PrivateKey(secret);
            if (address is null || key.Address == address)
            {
                return key;
            }

            key.Dispose();
            throw WrongPassword(null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static EthereumFormatException WrongPassword(Exception? inner)
    {
        const string Message = "The password is wrong, or the wallet file was altered.";
        return inner is null ? new EthereumFormatException(Message) : new EthereumFormatException(Message, inner);
    }
}
