namespace Homeostat.Ethereum;

/// <summary>A run of blocks, both ends inclusive. It holds at least one block: no range is the absence of a value.</summary>
public readonly record struct BlockRange
{
    public BlockRange(BlockNumber first, BlockNumber last)
    {
        if (last < first)
        {
            throw new ArgumentOutOfRangeException(nameof(last), $"The range {first}..{last} ends before it begins.");
        }

        First = first;
        Last = last;
    }

    public BlockNumber First { get; }

    public BlockNumber Last { get; }

    /// <summary>Number of blocks; saturates at the one range that has 2^64 of them.</summary>
    public ulong Count => Last.Value - First.Value == ulong.MaxValue ? ulong.MaxValue : Last.Value - First.Value + 1;

    public bool Contains(BlockNumber block) => First <= block && block <= Last;

    public override string ToString() => $"{First}..{Last}";
}
