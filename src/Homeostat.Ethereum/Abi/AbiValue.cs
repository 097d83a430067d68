using System.Numerics;

namespace Homeostat.Ethereum.Abi;

/// <summary>
/// A value to encode, or one decoded. The hierarchy is closed. Whether an integer fits its type is checked when it is
/// encoded, since the value itself does not know the type.
/// </summary>
public abstract class AbiValue : IEquatable<AbiValue>
{
    private protected AbiValue()
    {
    }

    /// <summary>The elements of an array or tuple; none for any other kind.</summary>
    public virtual IReadOnlyList<AbiValue> Items => throw Mismatch("an array or a tuple");

    public AbiValue this[int index] => Items[index];

    public static AbiValue Tuple(params IReadOnlyList<AbiValue> items) => new AbiTuple(items);

    public static AbiValue Array(params IReadOnlyList<AbiValue> items) => new AbiArray(items);

    public static implicit operator AbiValue(Address value) => new AbiAddress(value);

    public static implicit operator AbiValue(UInt256 value) => new AbiInteger(value);

    public static implicit operator AbiValue(Int256 value) => new AbiInteger(value);

    public static implicit operator AbiValue(ulong value) => new AbiInteger((UInt256)value);

    public static implicit operator AbiValue(long value) => new AbiInteger((Int256)value);

    public static implicit operator AbiValue(uint value) => new AbiInteger((UInt256)value);

    public static implicit operator AbiValue(int value) => new AbiInteger((Int256)value);

    /// <summary>From -2^255 to 2^256-1; what lies outside fits no ABI type and throws <see cref="EthereumFormatException"/>.</summary>
    public static implicit operator AbiValue(BigInteger value) => AbiInteger.FromBigInteger(value);

    public static implicit operator AbiValue(bool value) => new AbiBool(value);

    public static implicit operator AbiValue(string value) => new AbiString(value);

    public static implicit operator AbiValue(byte[] value) => new AbiBytes(value);

    public static implicit operator AbiValue(ReadOnlyMemory<byte> value) => new AbiBytes(value);

    public static implicit operator AbiValue(Hash32 value) => new AbiBytes(value.ToBytes());

    public static implicit operator AbiValue(AbiValue[] items) => new AbiArray(items);

    public Address AsAddress() => this is AbiAddress value ? value.Value : throw Mismatch("an address");

    public bool AsBool() => this is AbiBool value ? value.Value : throw Mismatch("a bool");

    public string AsString() => this is AbiString value ? value.Value : throw Mismatch("a string");

    public ReadOnlyMemory<byte> AsBytes() => this is AbiBytes value ? value.Value : throw Mismatch("bytes");

    /// <summary>A bytes32.</summary>
    public Hash32 AsHash32() => new(AsBytes().Span);

    /// <summary>A negative integer throws <see cref="OverflowException"/>.</summary>
    public UInt256 AsUInt256() => AsInteger().ToUInt256();

    /// <summary>An integer of 2^255 or more throws <see cref="OverflowException"/>.</summary>
    public Int256 AsInt256() => AsInteger().ToInt256();

    /// <summary>An integer outside 64 unsigned bits throws <see cref="OverflowException"/>.</summary>
    public ulong AsUInt64() => (ulong)AsUInt256();

    public BigInteger AsBigInteger() => AsInteger().ToBigInteger();

    public abstract bool Equals(AbiValue? other);

    public sealed override bool Equals(object? obj) => Equals(obj as AbiValue);

    public abstract override int GetHashCode();

    private protected static bool SequenceEqual(IReadOnlyList<AbiValue> left, IReadOnlyList<AbiValue> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => pair.First.Equals(pair.Second));

    private AbiInteger AsInteger() => this as AbiInteger ?? throw Mismatch("an integer");

    private InvalidOperationException Mismatch(string expected) => new($"The ABI value {GetType().Name} is not {expected}.");
}
