using System.Globalization;

namespace Homeostat.Engine.Archive;

/// <summary>An archive that cannot be read, or not from some place on.</summary>
public sealed class ArchiveException : Exception
{
    public ArchiveException(string file, long offset, string what)
        : this(file, offset, what, null)
    {
    }

    public ArchiveException(string file, long offset, string what, Exception? cause)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}: byte {offset}: {what}"), cause)
    {
        (File, Offset) = (file, offset);
    }

    public string File { get; }

    /// <summary>Where in the file [bytes].</summary>
    public long Offset { get; }
}
