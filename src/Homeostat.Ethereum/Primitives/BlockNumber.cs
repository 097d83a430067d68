using System.Globalization;

namespace Homeostat.Ethereum;

/// <summary>The height of a block; 0 is genesis.</summary>
public readonly record struct BlockNumber(ulong Value) : IComparable<BlockNumber>
{
    public int CompareTo(BlockNumber other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    public static BlockNumber operator +(BlockNumber block, ulong count) => new(checked(block.Value + count));

    public static BlockNumber operator -(BlockNumber block, ulong count) => new(checked(block.Value - count));

    /// <summary>How many blocks <paramref name="left"/> is above <paramref name="right"/>; a negative distance throws.</summary>
    public static ulong operator -(BlockNumber left, BlockNumber right) => checked(left.Value - right.Value);

    public static bool operator <(BlockNumber left, BlockNumber right) => left.Value < right.Value;

    public static bool operator >(BlockNumber left, BlockNumber right) => left.Value > right.Value;

    public static bool operator <=(BlockNumber left, BlockNumber right) => left.Value <= right.Value;

    public static bool operator >=(BlockNumber left, BlockNumber right) => left.Value >= right.Value;
}
