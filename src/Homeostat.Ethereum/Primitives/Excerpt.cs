namespace Homeostat.Ethereum;

/// <summary>Shortens foreign text for an error message: it may be megabytes, and it may hold control characters.</summary>
internal static class Excerpt
{
    private const int MaxLength = 80;

    public static string Of(ReadOnlySpan<char> text)
    {
        Span<char> shown = stackalloc char[Math.Min(text.Length, MaxLength)];
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = char.IsControl(text[i]) ? '?' : text[i];
        }

        return text.Length > MaxLength ? $"{shown}... ({text.Length} characters)" : shown.ToString();
    }
}
