using System.Buffers.Binary;
using System.Text;

namespace Homeostat.Audit.Notes;

/// <summary>Text with signatures under it (C2SP signed-note).</summary>
/// <param name="Text">With its last newline.</param>
/// <param name="Others">Names of signers that nothing was checked of.</param>
public sealed record SignedNote(string Text, IReadOnlyList<string> Others)
{
    public const int MaxBytes = 64 * 1024;

    private const string SignatureStart = "— ";
    private const int MaxSignatures = 64;

    public static string Sign(string text, SigningKey key)
    {
        var signature = key.Sign(Encoding.UTF8.GetBytes(text));
        Span<byte> id = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(id, key.Verifier.Id);
        return $"{text}\n{SignatureStart}{key.Verifier.Name} {Convert.ToBase64String([.. id, .. signature])}\n";
    }

    /// <summary>The text, once the key has been seen to have signed it.</summary>
    /// <exception cref="NoteFormatException">It is no note, or not one that the key has signed.</exception>
    public static SignedNote Open(ReadOnlySpan<byte> note, VerifierKey key)
    {
        if (note.Length > MaxBytes)
        {
            throw new NoteFormatException($"a note has at most {MaxBytes} bytes");
        }

        var whole = NoteText.Decode(note, "the note");
        var end = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end <= 0 || !whole.EndsWith('\n'))
        {
            throw new NoteFormatException("the note has no blank line before its signatures, or does not end with a newline");
        }

        var text = whole[..(end + 1)];
        var lines = whole[(end + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MaxSignatures)
        {
            throw new NoteFormatException($"the note has {lines.Length} signatures; 1 to {MaxSignatures} are read");
        }

        var isSigned = false;
        var others = new List<string>();
        foreach (var line in lines)
        {
            var (name, id, signature) = Signature(line);
            if (name != key.Name || id != key.Id)
            {
                others.Add(name);
                continue;
            }

            isSigned = key.Verifies(Encoding.UTF8.GetBytes(text), signature)
                ? true
                : throw new NoteFormatException($"the signature of {key.Name} is not one of this text");
        }

        return isSigned ? new SignedNote(text, others) : throw new NoteFormatException($"the note is not signed by {key.Name} with the key {key.Id:x8}");
    }

    private static (string Name, uint Id, byte[] Signature) Signature(string line)
    {
        var parts = line.StartsWith(SignatureStart, StringComparison.Ordinal) ? line[SignatureStart.Length..].Split(' ') : [];
        if (parts is not [var name, var encoded])
        {
            throw new NoteFormatException("a signature line is written — name base64");
        }

        var bytes = NoteText.Base64(encoded, "a signature");
        return bytes.Length > sizeof(uint)
            ? (NoteText.Name(name), BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..])
            : throw new NoteFormatException("a signature is too short");
    }
}
