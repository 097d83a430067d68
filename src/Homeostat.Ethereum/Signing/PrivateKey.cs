using System.Security.Cryptography;

namespace Homeostat.Ethereum.Signing;

/// <summary>
/// A secp256k1 key. Its bytes are overwritten on disposal. Warning: arithmetic makes short-lived copies on the managed heap
/// that nobody can overwrite. Safe for concurrent use until disposed.
/// </summary>
public sealed class PrivateKey : IDisposable
{
    public const int Size = 32;

    private readonly byte[] _bytes;
    private volatile bool _isDisposed;

    public PrivateKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new EthereumFormatException($"A private key has {Size} bytes, not {bytes.Length}.");
        }

        var value = UInt256.FromBigEndian(bytes);
        if (value.IsZero || value >= Secp256k1.Order)
        {
            throw new EthereumFormatException("A private key lies between 1 and the group order.");
        }

        _bytes = bytes.ToArray();
        Address = Secp256k1.AddressOf(_bytes);
    }

    public Address Address { get; }

    public static PrivateKey FromBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>Reads 64 hexadecimal digits. No message of this method repeats the text.</summary>
    public static PrivateKey Parse(ReadOnlySpan<char> hex)
    {
        Span<byte> bytes = stackalloc byte[Size];
        try
        {
            return Hex.TryDecode(hex, bytes)
                ? new PrivateKey(bytes)
                : throw new EthereumFormatException("A private key is 64 hexadecimal digits.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>A new key from the operating system's randomness.</summary>
    public static PrivateKey Generate()
    {
        Span<byte> bytes = stackalloc byte[Size];
        try
        {
            // All but 2^-128 of the values are keys.
            RandomNumberGenerator.Fill(bytes);
            return new PrivateKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Deterministic (RFC 6979) and with low s.</summary>
    public Signature Sign(Hash32 digest)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Secp256k1.Sign(_bytes, digest);
    }

    /// <summary>Copies the secret out, for a keystore. The caller overwrites the copy.</summary>
    public void WriteTo(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _bytes.CopyTo(destination);
    }

    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>The address: a key that reaches a log must not be readable there.</summary>
    public override string ToString() => $"private key of {Address}";
}
