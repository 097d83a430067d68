namespace Homeostat.Ethereum.Abi;

/// <summary>
/// A type of the contract ABI. The hierarchy is closed. Two types are equal when their canonical names are: names of
/// tuple components do not count.
/// </summary>
public abstract class AbiType : IEquatable<AbiType>
{
    /// <summary>Deeper nesting is refused: encoding and decoding recurse once per level.</summary>
    public const int MaxDepth = 32;

    // A static type lies wholly in its parent's head. 256 MiB is beyond any call that a block could carry.
    private const long MaxHeadSize = 1L << 28;

    private protected AbiType(string name, bool isDynamic, long headSize, int depth)
    {
        if (headSize > MaxHeadSize)
        {
            throw new EthereumFormatException($"The static ABI type '{Excerpt.Of(name)}' is larger than {MaxHeadSize} bytes.");
        }

        if (depth > MaxDepth)
        {
            throw new EthereumFormatException($"ABI types nest deeper than {MaxDepth}.");
        }

        Name = name;
        IsDynamic = isDynamic;
        HeadSize = isDynamic ? AbiWords.WordSize : (int)headSize;
        Depth = depth;
    }

    public static AbiType Address => AbiAddressType.Instance;

    public static AbiType Bool => AbiBoolType.Instance;

    public static AbiType Bytes => AbiBytesType.Instance;

    public static AbiType String => AbiStringType.Instance;

    public static AbiType Function => AbiFunctionType.Instance;

    public static AbiType UInt256 { get; } = new AbiUIntType(256);

    public static AbiType Int256 { get; } = new AbiIntType(256);

    public static AbiType Bytes32 { get; } = new AbiFixedBytesType(32);

    /// <summary>The canonical name, as it enters a selector: no component names, no spaces, uint256 and not uint.</summary>
    public string Name { get; }

    /// <summary>Whether the encoding is an offset in the head and a tail elsewhere.</summary>
    public bool IsDynamic { get; }

    /// <summary>Bytes in the head of the parent: 32 for a dynamic type, all of it for a static one.</summary>
    internal int HeadSize { get; }

    /// <summary>Levels of arrays and tuples below and including this type; 0 for an elementary one.</summary>
    internal int Depth { get; }

    /// <summary>Reads "(address,uint256[2])[]" and the like; a tuple may be written tuple(...) and have component names.</summary>
    public static AbiType Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SignatureParser.ParseType(text);
    }

    public bool Equals(AbiType? other) => other is not null && Name == other.Name;

    public override bool Equals(object? obj) => Equals(obj as AbiType);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;
}
