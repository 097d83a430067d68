using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Homeostat.Core.Ports;

namespace Homeostat.Audit.Embargo;

/// <summary>
/// Commit now, reveal later. With domain = `homeostat/embargo/v1` and a newline:
/// <code>
/// commitment = SHA-256(domain ‖ salt ‖ fact)      salt: 32 random bytes, new for each fact
/// entry now   : homeostat/embargo/v1 ⏎ base64(commitment) ⏎
/// entry later : homeostat/reveal/v1 ⏎ index ⏎ base64(salt) ⏎ fact
/// </code>
/// Salt and domain have fixed lengths, so no other split of the same bytes opens it. Two facts with one commitment would be
/// a collision of SHA-256; and without the salt, 256 bits that nobody can guess, it says nothing of the fact, nor its length.
/// </summary>
public static class Commitment
{
    public const int SaltBytes = 32;
    public const int MaxFactBytes = 65_000;

    /// <summary>What the log keeps for itself: no other entry begins so.</summary>
    public const string Reserved = "homeostat/";

    private const string EmbargoStart = "homeostat/embargo/v1\n";
    private const string RevealStart = "homeostat/reveal/v1\n";

    /// <summary>Bytes before the commitment itself.</summary>
    public static int EmbargoLength => EmbargoStart.Length;

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltBytes);

    /// <summary>The entry that commits to a fact.</summary>
    public static byte[] Entry(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> fact)
    {
        if (salt.Length != SaltBytes || fact.Length > MaxFactBytes)
        {
            throw new ArgumentException($"a salt has {SaltBytes} bytes and a fact at most {MaxFactBytes}; these have {salt.Length} and {fact.Length}");
        }

        var hash = SHA256.HashData([.. Encoding.ASCII.GetBytes(EmbargoStart), .. salt, .. fact]);
        return Encoding.ASCII.GetBytes($"{EmbargoStart}{Convert.ToBase64String(hash)}\n");
    }

    /// <summary>The entry that shows the fact.</summary>
    public static byte[] Reveal(EmbargoOpening opening) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{RevealStart}{opening.Index}\n{Convert.ToBase64String(opening.Salt.Span)}\n")),
        .. opening.Fact.Span,
    ];

    public static bool IsReserved(ReadOnlySpan<byte> entry) => entry.StartsWith(Encoding.ASCII.GetBytes(Reserved));

    public static bool IsEmbargo(ReadOnlySpan<byte> entry) => entry.StartsWith(Encoding.ASCII.GetBytes(EmbargoStart));

    public static bool IsReveal(ReadOnlySpan<byte> entry) => entry.StartsWith(Encoding.ASCII.GetBytes(RevealStart));

    /// <summary>Reads an entry that shows a fact; null if it is none, or malformed.</summary>
    public static EmbargoOpening? ReadReveal(ReadOnlySpan<byte> entry)
    {
        if (!IsReveal(entry))
        {
            return null;
        }

        var rest = entry[RevealStart.Length..];
        var indexEnd = rest.IndexOf((byte)'\n');
        var saltEnd = indexEnd < 0 ? -1 : rest[(indexEnd + 1)..].IndexOf((byte)'\n');
        Span<byte> salt = stackalloc byte[SaltBytes + 1];
        if (saltEnd < 0
            || !ulong.TryParse(rest[..indexEnd], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || !Convert.TryFromBase64String(Encoding.ASCII.GetString(rest.Slice(indexEnd + 1, saltEnd)), salt, out var length)
            || length != SaltBytes)
        {
            return null;
        }

        var opening = new EmbargoOpening(index, salt[..length].ToArray(), rest[(indexEnd + saltEnd + 2)..].ToArray());
        return opening.Fact.Length <= MaxFactBytes ? opening : null;
    }

    /// <summary>Whether the entry is the commitment that this opens.</summary>
    public static bool IsOpenedBy(ReadOnlySpan<byte> entry, EmbargoOpening opening) => entry.SequenceEqual(Entry(opening.Salt.Span, opening.Fact.Span));
}
