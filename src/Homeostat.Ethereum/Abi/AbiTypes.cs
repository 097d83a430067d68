using System.Globalization;

namespace Homeostat.Ethereum.Abi;

public sealed class AbiUIntType : AbiType
{
    public AbiUIntType(int bits) : base(Naming.Integer("uint", bits), isDynamic: false, AbiWords.WordSize, depth: 0) => Bits = bits;

    public int Bits { get; }
}

public sealed class AbiIntType : AbiType
{
    public AbiIntType(int bits) : base(Naming.Integer("int", bits), isDynamic: false, AbiWords.WordSize, depth: 0) => Bits = bits;

    public int Bits { get; }
}

public sealed class AbiAddressType : AbiType
{
    private AbiAddressType() : base("address", isDynamic: false, AbiWords.WordSize, depth: 0)
    {
    }

    internal static AbiAddressType Instance { get; } = new();
}

public sealed class AbiBoolType : AbiType
{
    private AbiBoolType() : base("bool", isDynamic: false, AbiWords.WordSize, depth: 0)
    {
    }

    internal static AbiBoolType Instance { get; } = new();
}

/// <summary>bytes1 to bytes32, left-aligned in their word.</summary>
public sealed class AbiFixedBytesType : AbiType
{
    public AbiFixedBytesType(int length) : base(Naming.FixedBytes(length), isDynamic: false, AbiWords.WordSize, depth: 0) =>
        Length = length;

    public int Length { get; }
}

/// <summary>An address and a selector, encoded as bytes24.</summary>
public sealed class AbiFunctionType : AbiType
{
    internal const int Length = 24;

    private AbiFunctionType() : base("function", isDynamic: false, AbiWords.WordSize, depth: 0)
    {
    }

    internal static AbiFunctionType Instance { get; } = new();
}

public sealed class AbiBytesType : AbiType
{
    private AbiBytesType() : base("bytes", isDynamic: true, AbiWords.WordSize, depth: 0)
    {
    }

    internal static AbiBytesType Instance { get; } = new();
}

/// <summary>UTF-8 text of any length.</summary>
public sealed class AbiStringType : AbiType
{
    private AbiStringType() : base("string", isDynamic: true, AbiWords.WordSize, depth: 0)
    {
    }

    internal static AbiStringType Instance { get; } = new();
}

/// <summary>T[]: a length and that many elements.</summary>
public sealed class AbiArrayType : AbiType
{
    public AbiArrayType(AbiType element) : base($"{Naming.Element(element)}[]", isDynamic: true, AbiWords.WordSize, element.Depth + 1) =>
        Element = element;

    public AbiType Element { get; }
}

/// <summary>T[n]: exactly n elements, n at least 1.</summary>
public sealed class AbiFixedArrayType : AbiType
{
    public AbiFixedArrayType(AbiType element, int length)
        : base(Naming.FixedArray(element, length), element.IsDynamic, (long)element.HeadSize * length, element.Depth + 1)
    {
        Element = element;
        Length = length;
    }

    public AbiType Element { get; }

    public int Length { get; }
}

/// <summary>A struct, or the parameters of a function. Component names are kept for lookup and take no part in equality.</summary>
public sealed class AbiTupleType : AbiType
{
    public AbiTupleType(params IReadOnlyList<AbiParameter> components)
        : base(
            $"({string.Join(',', components.Select(component => component.Type.Name))})",
            components.Any(component => component.Type.IsDynamic),
            components.Sum(component => (long)component.Type.HeadSize),
            1 + components.Select(component => component.Type.Depth).DefaultIfEmpty(0).Max()) =>
        Components = components;

    public IReadOnlyList<AbiParameter> Components { get; }

    public static AbiTupleType Of(params IEnumerable<AbiType> types) =>
        new([.. types.Select(type => new AbiParameter(type, string.Empty, IsIndexed: false))]);

    /// <summary>The position of the component of that name, or -1.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Components.Count; i++)
        {
            if (Components[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A component of a tuple, or a parameter of a function, event or error. An unnamed one has the empty name.</summary>
public sealed record AbiParameter(AbiType Type, string Name, bool IsIndexed);

internal static class Naming
{
    public static string Integer(string prefix, int bits) => bits is >= 8 and <= 256 && bits % 8 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{prefix}{bits}")
        : throw new EthereumFormatException($"There is no ABI type {prefix}{bits}: widths are multiples of 8 up to 256.");

    public static string FixedBytes(int length) => length is >= 1 and <= 32
        ? string.Create(CultureInfo.InvariantCulture, $"bytes{length}")
        : throw new EthereumFormatException($"There is no ABI type bytes{length}: lengths are 1 to 32.");

    public static string FixedArray(AbiType element, int length) => length >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Element(element)}[{length}]")
        : throw new EthereumFormatException("A fixed ABI array has at least one element.");

    // An element without size would let eight bytes of length stand for 2^64 elements.
    public static string Element(AbiType element) => element.HeadSize > 0
        ? element.Name
        : throw new EthereumFormatException("The element of an ABI array cannot be the empty tuple.");
}
