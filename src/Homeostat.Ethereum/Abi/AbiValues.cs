using System.Globalization;
using System.Numerics;

namespace Homeostat.Ethereum.Abi;

/// <summary>Any value of uint256 or int256: a two's complement word and whether it is read as negative.</summary>
public sealed class AbiInteger : AbiValue
{
    private readonly UInt256 _word;

    public AbiInteger(UInt256 value) => _word = value;

    public AbiInteger(Int256 value)
    {
        _word = value.Word;
        IsNegative = value.IsNegative;
    }

    public bool IsNegative { get; }

    internal UInt256 Word => _word;

    public static AbiInteger FromBigInteger(BigInteger value)
    {
        try
        {
            return value.Sign < 0 ? new AbiInteger(Int256.FromBigInteger(value)) : new AbiInteger(UInt256.FromBigInteger(value));
        }
        catch (OverflowException e)
        {
            throw new EthereumFormatException("No ABI integer is wider than 256 bits.", e);
        }
    }

    public UInt256 ToUInt256() => IsNegative ? throw new OverflowException("The integer is negative.") : _word;

    public Int256 ToInt256() => IsNegative ? Int256.FromWord(_word) : (Int256)_word;

    public BigInteger ToBigInteger() => IsNegative ? Int256.FromWord(_word).ToBigInteger() : _word.ToBigInteger();

    public override bool Equals(AbiValue? other) => other is AbiInteger value && IsNegative == value.IsNegative && _word == value._word;

    public override int GetHashCode() => HashCode.Combine(_word, IsNegative);

    public override string ToString() => ToBigInteger().ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the value fits a uint of that many bits.</summary>
    internal bool FitsUnsigned(int bits) => !IsNegative && _word.BitLength <= bits;

    /// <summary>Whether the value fits an int of that many bits: one bit is the sign.</summary>
    internal bool FitsSigned(int bits) => (IsNegative ? ~_word : _word).BitLength < bits;
}

public sealed class AbiAddress(Address value) : AbiValue
{
    public Address Value { get; } = value;

    public override bool Equals(AbiValue? other) => other is AbiAddress address && Value == address.Value;

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => Value.ToString();
}

public sealed class AbiBool(bool value) : AbiValue
{
    public bool Value { get; } = value;

    public override bool Equals(AbiValue? other) => other is AbiBool boolean && Value == boolean.Value;

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => Value ? "true" : "false";
}

public sealed class AbiString : AbiValue
{
    public AbiString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
    }

    public string Value { get; }

    public override bool Equals(AbiValue? other) => other is AbiString text && Value == text.Value;

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Value;
}

/// <summary>The value of bytes, bytesN and function.</summary>
public sealed class AbiBytes(ReadOnlyMemory<byte> value) : AbiValue
{
    public ReadOnlyMemory<byte> Value { get; } = value;

    public override bool Equals(AbiValue? other) => other is AbiBytes bytes && Value.Span.SequenceEqual(bytes.Value.Span);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Value.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Hex.Encode(Value.Span);
}

/// <summary>The value of T[] and T[n].</summary>
public sealed class AbiArray(IReadOnlyList<AbiValue> items) : AbiValue
{
    public override IReadOnlyList<AbiValue> Items { get; } = items;

    public override bool Equals(AbiValue? other) => other is AbiArray array && SequenceEqual(Items, array.Items);

    public override int GetHashCode() => Items.Aggregate(1, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

/// <summary>The value of a struct, or of a list of parameters.</summary>
public sealed class AbiTuple(IReadOnlyList<AbiValue> items) : AbiValue
{
    public override IReadOnlyList<AbiValue> Items { get; } = items;

    public override bool Equals(AbiValue? other) => other is AbiTuple tuple && SequenceEqual(Items, tuple.Items);

    public override int GetHashCode() => Items.Aggregate(2, HashCode.Combine);

    public override string ToString() => $"({string.Join(", ", Items)})";
}
