using System.Text;

namespace Homeostat.Audit.Notes;

/// <summary>Text and base64 read so that one value has one spelling: otherwise a changed byte could go unseen.</summary>
internal static class NoteText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> bytes, string what)
    {
        try
        {
            var text = Strict.GetString(bytes);
            return text.Any(c => c < ' ' && c != '\n') ? throw new NoteFormatException($"{what} has a control character") : text;
        }
        catch (DecoderFallbackException wrong)
        {
            throw new NoteFormatException($"{what} is not UTF-8 at byte {wrong.Index}");
        }
    }

    public static byte[] Base64(string text, string what)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : throw new NoteFormatException($"{what} is not base64");
    }

    /// <summary>A key's name, which is also the origin of the log that signs with it.</summary>
    public static string Name(string name) => name.Length is > 0 and <= VerifierKey.MaxNameChars
        && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c))
        ? name
        : throw new NoteFormatException(
            $"a key's name has 1 to {VerifierKey.MaxNameChars} characters and no space or plus sign, like example.org/homeostat");
}
