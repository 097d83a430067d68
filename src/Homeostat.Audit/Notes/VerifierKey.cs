using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Homeostat.Audit.Notes;

/// <summary>
/// The public half of a log's key, as C2SP signed-note spells it: `name+id+base64(0x01 ‖ public key)`, with the id the
/// first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key) in hexadecimal.
/// </summary>
public sealed class VerifierKey : IEquatable<VerifierKey>
{
    public const int MaxNameChars = 200;
    internal const byte Ed25519Type = 1;
    private const int KeySize = 32;

    private readonly byte[] _publicKey;

    internal VerifierKey(string name, ReadOnlySpan<byte> publicKey)
    {
        Name = NoteText.Name(name);
        _publicKey = publicKey.Length == KeySize && Ed25519.ValidatePublicKeyFull(publicKey.ToArray(), 0)
            ? publicKey.ToArray()
            : throw new NoteFormatException($"the key of {Name} is no Ed25519 public key");
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Name}\n"), Ed25519Type, .. _publicKey]));
    }

    public string Name { get; }

    /// <summary>Tells keys of one name apart; proves nothing.</summary>
    public uint Id { get; }

    /// <exception cref="NoteFormatException">It is no verifier key.</exception>
    public static VerifierKey Parse(string text)
    {
        var (name, id, key) = Split(text, "a verifier key is written name+id+base64");
        var verifier = new VerifierKey(name, key);
        return verifier.Id == id ? verifier : throw new NoteFormatException($"the id of the verifier key is {id:x8}, by its name and key it is {verifier.Id:x8}");
    }

    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize
        && Ed25519.Verify(signature.ToArray(), 0, _publicKey, 0, text.ToArray(), 0, text.Length);

    public bool Equals(VerifierKey? other) => other is not null && other.Name == Name && other._publicKey.AsSpan().SequenceEqual(_publicKey);

    public override bool Equals(object? obj) => Equals(obj as VerifierKey);

    public override int GetHashCode() => HashCode.Combine(Name, Id);

    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([Ed25519Type, .. _publicKey])}";

    /// <summary>Of `name+id+base64(0x01 ‖ key)`; no message repeats what follows the id.</summary>
    internal static (string Name, uint Id, byte[] Key) Split(string text, string shape)
    {
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || parts[1].Length != 8 || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) || parts[1] != $"{id:x8}")
        {
            throw new NoteFormatException(shape);
        }

        var bytes = NoteText.Base64(parts[2], "the last part of the key");
        return bytes is [Ed25519Type, .. { Length: KeySize } key]
            ? (parts[0], id, key)
            : throw new NoteFormatException("the key is not of type 1 (Ed25519) with 32 bytes");
    }
}
