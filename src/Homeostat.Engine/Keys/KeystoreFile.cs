using Homeostat.Ethereum;
using Homeostat.Ethereum.Keystores;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Engine.Keys;

/// <summary>Keys in password-protected files (Web3 secret storage version 3), readable by their owner only.</summary>
public static class KeystoreFile
{
    /// <summary>Writes a new file, whole or not at all; one that is there already is never touched.</summary>
    /// <exception cref="KeyFileException">It is there, or cannot be written.</exception>
    public static void Create(string path, PrivateKey key, ReadOnlySpan<byte> password, KeystoreCost cost)
    {
        KeyText.RequireNew(path);
        KeyText.Create(path, KeystoreWriter.Encrypt(key, password, cost));
    }

    /// <exception cref="KeyFileException">It cannot be read, is no keystore, or the password is wrong.</exception>
    public static PrivateKey Open(string path, ReadOnlySpan<byte> password)
    {
        var text = KeyText.Read(path);
        try
        {
            return Keystore.Decrypt(text, password);
        }
        catch (EthereumFormatException wrong)
        {
            throw new KeyFileException($"{path}: {wrong.Message}", wrong);
        }
    }

    /// <summary>The account that the file says it is for; null when it does not say. Needs no password and proves nothing.</summary>
    /// <exception cref="KeyFileException">It cannot be read, or is no keystore.</exception>
    public static Address? AddressOf(string path)
    {
        var text = KeyText.Read(path);
        try
        {
            return Keystore.AddressOf(text);
        }
        catch (EthereumFormatException wrong)
        {
            throw new KeyFileException($"{path}: {wrong.Message}", wrong);
        }
    }
}

/// <summary>A key file cannot be used; the message names it and holds nothing secret.</summary>
public sealed class KeyFileException(string message, Exception? inner = null) : Exception(message, inner);
