namespace Homeostat.Engine.Archive;

/// <summary>Bounds of the format, checked before anything is allocated.</summary>
internal static class ArchiveLimits
{
    /// <summary>The format's version; a reader refuses others.</summary>
    public const int Version = 2;

    /// <summary>A group is written when it has reached this [bytes].</summary>
    public const int GroupBytes = 256 * 1024;

    /// <summary>And when it has so many inputs, however small.</summary>
    public const int GroupInputs = 4_096;

    /// <summary>Largest payload of a frame, stored and raw [bytes]: one huge block must still fit.</summary>
    public const int FrameBytes = 256 * 1024 * 1024;

    /// <summary>Longest text [UTF-16 units].</summary>
    public const int TextLength = 1024 * 1024;
}
