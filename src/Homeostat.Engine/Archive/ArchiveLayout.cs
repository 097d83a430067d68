namespace Homeostat.Engine.Archive;

/// <summary>Where everything in an archive lies: from its index, or found by walking its frames if it was never closed.</summary>
internal sealed record ArchiveLayout(FrameHeader Header, IReadOnlyList<ArchiveGroup> Groups, ArchiveTail Tail)
{
    public static ReadOnlySpan<byte> Preamble => "HOMEOARC"u8;

    /// <summary>Where the next group goes: what lies there now is an index, or torn.</summary>
    public long EndOfGroups => Groups.Count > 0 ? Groups[^1].End : Preamble.Length + Header.FileBytes;

    /// <exception cref="ArchiveException">It is no archive, or damaged elsewhere than at its end.</exception>
    public static ArchiveLayout Of(FileStream file)
    {
        Span<byte> preamble = stackalloc byte[Preamble.Length];
        if (RandomAccess.Read(file.SafeFileHandle, preamble, 0) < Preamble.Length || !preamble.SequenceEqual(Preamble))
        {
            throw new ArchiveException(file.Name, 0, "is no Homeostat archive");
        }

        var header = FrameFile.HeaderAt(file, Preamble.Length);
        if (header is not { Kind: FrameKind.Header, Sequence: 0 } found)
        {
            throw new ArchiveException(file.Name, Preamble.Length, "the archive's header is damaged");
        }

        return Indexed(file, found) ?? Walked(file, found);
    }

    private static ArchiveLayout? Indexed(FileStream file, FrameHeader header)
    {
        Span<byte> end = stackalloc byte[IndexCodec.EndSize];
        var first = Preamble.Length + header.FileBytes;
        var endAt = file.Length - IndexCodec.EndSize;
        if (endAt < first || RandomAccess.Read(file.SafeFileHandle, end, endAt) < end.Length || IndexCodec.IndexOffset(end) is not { } at || at < first || at >= endAt)
        {
            return null;
        }

        if (FrameFile.HeaderAt(file, at) is not { Kind: FrameKind.Index } index || at + index.FileBytes != endAt)
        {
            return null;
        }

        var groups = Read(file, at, index, first);
        return groups.Count + 1 == index.Sequence && (groups.Count > 0 ? groups[^1].End : first) == at
            ? new ArchiveLayout(header, groups, new ArchiveTail(IsClosed: true, null, 0))
            : throw new ArchiveException(file.Name, at, "the index does not match the groups before it");
    }

    private static List<ArchiveGroup> Read(FileStream file, long at, FrameHeader index, long first)
    {
        try
        {
            return IndexCodec.Read(FrameFile.Payload(file, at, index), first);
        }
        catch (InvalidDataException wrong)
        {
            throw new ArchiveException(file.Name, at, $"the index cannot be read: {wrong.Message}", wrong);
        }
    }

    private static ArchiveLayout Walked(FileStream file, FrameHeader header)
    {
        var groups = new List<ArchiveGroup>();
        var at = Preamble.Length + header.FileBytes;
        if (at > file.Length)
        {
            throw new ArchiveException(file.Name, Preamble.Length, "the archive ends inside its header");
        }

        while (at < file.Length && FrameFile.HeaderAt(file, at) is { Kind: FrameKind.Inputs } next && next.Sequence == groups.Count + 1 && FrameFile.IsWhole(file, at, next))
        {
            groups.Add(new ArchiveGroup(at, next));
            at += next.FileBytes;
        }

        RequireNothingAfter(file, at, groups.Count);
        return new ArchiveLayout(header, groups, new ArchiveTail(IsClosed: false, at < file.Length ? at : null, file.Length - at));
    }

    /// <summary>
    /// A crash tears the end. A bad frame with good ones after it is damage, and what follows it must not be thrown away.
    /// </summary>
    private static void RequireNothingAfter(FileStream file, long bad, int groups)
    {
        if (file.Length - bad < FrameHeader.Size)
        {
            return;
        }

        var window = new byte[64 * 1024];
        for (var at = bad + 1; at < file.Length; at += window.Length - FrameHeader.Size)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, window, at);
            for (var i = 0; i + FrameHeader.Size <= read; i++)
            {
                if (window[i] == (byte)(FrameHeader.Magic & 0xff) && FrameHeader.Read(window.AsSpan(i)) is { Kind: FrameKind.Inputs } later && later.Sequence > groups + 1)
                {
                    throw new ArchiveException(file.Name, bad, $"a frame is damaged, with a good one at byte {at + i} after it; take the archive from a good copy");
                }
            }
        }
    }
}
