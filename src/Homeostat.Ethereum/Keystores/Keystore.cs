using System.Security.Cryptography;
using System.Text.Json;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Ethereum.Keystores;

/// <summary>
/// Reads keys out of password-protected files: Web3 secret storage version 3, and the wallets of the crowdsale. A wrong
/// password cannot be told from an altered file; both are an <see cref="EthereumFormatException"/>.
/// </summary>
public static class Keystore
{
    internal const string WrongPasswordMessage = "The password is wrong, or the wallet file was altered.";

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
        return KeystoreJson.Number(file, "version") == Version
            ? Expect(SealedSecret.Open(KeystoreJson.Member(file, "crypto"), password), KeystoreJson.OptionalAddress(file, "address"))
            : throw new EthereumFormatException($"A keystore has version {Version}.");
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

    private static EthereumFormatException WrongPassword(Exception? inner) =>
        inner is null ? new EthereumFormatException(WrongPasswordMessage) : new EthereumFormatException(WrongPasswordMessage, inner);
}
