namespace Homeostat.Engine.Archive;

/// <summary>How an archive ends.</summary>
/// <param name="IsClosed">It was closed in order: its index is there, and nothing is missing.</param>
/// <param name="TornAt">First byte that belongs to no whole frame; null if every byte does.</param>
/// <param name="TornBytes">How many there are from there to the end.</param>
public sealed record ArchiveTail(bool IsClosed, long? TornAt, long TornBytes)
{
    /// <summary>For people; null if the archive was closed in order.</summary>
    public string? Warning => IsClosed
        ? null
        : TornAt is { } at
            ? $"recording stopped in the middle of a frame: {TornBytes} bytes from byte {at} on are cut, what is before them is whole"
            : "recording was not ended in order: what is there is whole, inputs that were not yet written are missing";
}
