namespace Homeostat.Ethereum;

/// <summary>An amount of the chain's native currency in its smallest unit (10^-18 ether).</summary>
public readonly record struct Wei(UInt256 Value) : IComparable<Wei>
{
    public static Wei Zero => default;

    public static Wei FromGwei(ulong gwei) => new((UInt256)gwei * 1_000_000_000UL);

    public static Wei FromEther(ulong ether) => new((UInt256)ether * 1_000_000_000_000_000_000UL);

    public int CompareTo(Wei other) => Value.CompareTo(other.Value);

    public override string ToString() => $"{Value} wei";

    public static Wei operator +(Wei left, Wei right) => new(left.Value + right.Value);

    public static Wei operator -(Wei left, Wei right) => new(left.Value - right.Value);

    public static Wei operator *(Wei left, UInt256 right) => new(left.Value * right);

    public static bool operator <(Wei left, Wei right) => left.CompareTo(right) < 0;

    public static bool operator >(Wei left, Wei right) => left.CompareTo(right) > 0;

    public static bool operator <=(Wei left, Wei right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Wei left, Wei right) => left.CompareTo(right) >= 0;
}
