using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Homeostat.Audit.Notes;

/// <summary>A log's Ed25519 key (RFC 8032). Its bytes are overwritten on disposal. Safe for concurrent use until then.</summary>
public sealed class SigningKey : IDisposable
{
    public const int Size = 32;

    private const string TextPrefix = "PRIVATE+KEY+";

    private readonly byte[] _secret;
    private volatile bool _isDisposed;

    public SigningKey(string name, ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Size)
        {
            throw new NoteFormatException($"a secret key has {Size} bytes, not {secret.Length}");
        }

        _secret = secret.ToArray();
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(_secret, 0, publicKey, 0);
        Verifier = new VerifierKey(name, publicKey);
    }

    public VerifierKey Verifier { get; }

    /// <summary>A new key from the operating system's randomness.</summary>
    public static SigningKey Generate(string name)
    {
        Span<byte> secret = stackalloc byte[Size];
        try
        {
            RandomNumberGenerator.Fill(secret);
            return new SigningKey(name, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Reads `PRIVATE+KEY+name+id+base64(0x01 ‖ secret)`, the spelling of Go's note package. No message repeats it.</summary>
    /// <exception cref="NoteFormatException">It is no key.</exception>
    public static SigningKey Parse(string text)
    {
        const string Shape = "a signing key is written PRIVATE+KEY+name+id+base64";
        if (!text.StartsWith(TextPrefix, StringComparison.Ordinal))
        {
            throw new NoteFormatException(Shape);
        }

        var (name, id, secret) = VerifierKey.Split(text[TextPrefix.Length..], Shape);
        try
        {
            var key = new SigningKey(name, secret);
            if (key.Verifier.Id == id)
            {
                return key;
            }

            key.Dispose();
            throw new NoteFormatException("the id of the signing key is not that of its name and secret");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_secret, 0, text.ToArray(), 0, text.Length, signature, 0);
        return signature;
    }

    /// <summary>Copies the secret out, for a key file. The caller overwrites the copy.</summary>
    public void WriteTo(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _secret.CopyTo(destination);
    }

    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_secret);
    }

    /// <summary>The name: a key that reaches a log must not be readable there.</summary>
    public override string ToString() => $"signing key of {Verifier.Name}";
}
