using System.Text;

namespace Homeostat.Engine.Files;

/// <summary>Reads a whole text file, refusing what is too large or not UTF-8.</summary>
internal static class BoundedFile
{
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null, with a problem, if it cannot be read.</summary>
    public static string? ReadText(string path, long maxBytes, FileProblems problems)
    {
        var place = new FilePlace(path, 0, 0);
        try
        {
            if (Directory.Exists(path))
            {
                problems.Add(place, "", null, "is a directory, a file was expected", null);
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            // Reading one byte more than allowed also bounds what has no length: a pipe, a device.
            var bytes = new byte[maxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > maxBytes)
            {
                problems.Add(place, "", null, $"is larger than {maxBytes / 1024} KiB", null);
                return null;
            }

            return Decode(bytes.AsSpan(0, length), place, problems);
        }
        catch (FileNotFoundException)
        {
            problems.Add(place, "", null, "does not exist", null);
        }
        catch (DirectoryNotFoundException)
        {
            problems.Add(place, "", null, "does not exist", null);
        }
        catch (UnauthorizedAccessException)
        {
            problems.Add(place, "", null, "may not be read by this user", null);
        }
        catch (IOException e)
        {
            problems.Add(place, "", null, $"cannot be read: {e.Message}", null);
        }

        return null;
    }

    private static string? Decode(ReadOnlySpan<byte> bytes, FilePlace place, FileProblems problems)
    {
        if (bytes.StartsWith<byte>([0xFF, 0xFE]) || bytes.StartsWith<byte>([0xFE, 0xFF]))
        {
            problems.Add(place, "", null, "is UTF-16; save it as UTF-8", null);
            return null;
        }

        var text = bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
        try
        {
            return _strictUtf8.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            var before = text[..Math.Min(e.Index, text.Length)];
            var line = before.Count((byte)'\n') + 1;
            var column = before.Length - before.LastIndexOf((byte)'\n');
            problems.Add(place with { Line = line, Column = column }, "", null, "is not UTF-8 here; save the file as UTF-8", null);
            return null;
        }
    }
}
