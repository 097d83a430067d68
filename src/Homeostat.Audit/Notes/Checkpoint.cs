using System.Globalization;
using Homeostat.Ethereum;

namespace Homeostat.Audit.Notes;

/// <summary>What a log commits to (C2SP tlog-checkpoint): origin, size and root, signed as a note.</summary>
/// <param name="Origin">The log's name, which is that of its key.</param>
/// <param name="Others">Names of further signers, of whom nothing was checked.</param>
public sealed record Checkpoint(string Origin, ulong Size, Hash32 Root, IReadOnlyList<string> Others)
{
    public static string Sign(ulong size, Hash32 root, SigningKey key) => SignedNote.Sign(
        string.Create(CultureInfo.InvariantCulture, $"{key.Verifier.Name}\n{size}\n{Convert.ToBase64String(root.ToBytes())}\n"), key);

    /// <exception cref="NoteFormatException">It is no checkpoint of the log that this key signs for.</exception>
    public static Checkpoint Open(ReadOnlySpan<byte> bytes, VerifierKey key)
    {
        var note = SignedNote.Open(bytes, key);
        var lines = note.Text.Split('\n');
        if (lines is not [var origin, var sizeText, var rootText, .. var extensions, ""] || extensions.Contains(""))
        {
            throw new NoteFormatException("a checkpoint has the lines origin, size and root");
        }

        if (origin != key.Name)
        {
            throw new NoteFormatException($"the checkpoint is of the log {origin}, not of {key.Name}");
        }

        if (!ulong.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || sizeText != size.ToString(CultureInfo.InvariantCulture))
        {
            throw new NoteFormatException("the size of the checkpoint is no number from 0 to 18446744073709551615");
        }

        var root = NoteText.Base64(rootText, "the root of the checkpoint");
        return root.Length == Hash32.Size
            ? new Checkpoint(origin, size, new Hash32(root), note.Others)
            : throw new NoteFormatException($"the root of the checkpoint has {root.Length} bytes, not {Hash32.Size}");
    }
}
