namespace Homeostat.Engine.Archive;

/// <summary>Where a group of inputs lies.</summary>
internal readonly record struct ArchiveGroup(long Offset, FrameHeader Header)
{
    public long End => Offset + Header.FileBytes;
}
