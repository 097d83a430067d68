namespace Homeostat.Ethereum.Abi;

/// <summary>Whether a word is one of its elementary type: the bits that the type does not have must be what they must be.</summary>
internal readonly record struct WordCheck
{
    private readonly Kind _kind;
    private readonly int _split;

    private WordCheck(WordPlace place, Kind kind, int split)
    {
        Place = place;
        _kind = kind;
        _split = split;
    }

    private enum Kind
    {
        /// <summary>The bytes before the split are zero.</summary>
        Unsigned,

        /// <summary>The bytes before the split repeat the sign bit behind it.</summary>
        Signed,

        /// <summary>The bytes from the split on are zero.</summary>
        LeftAligned,

        /// <summary>0 or 1.</summary>
        Bool,
    }

    public WordPlace Place { get; }

    /// <summary>Null when every word is one of the type.</summary>
    public static WordCheck? Of(AbiType type, WordPlace place) => type switch
    {
        AbiUIntType { Bits: 256 } or AbiIntType { Bits: 256 } or AbiFixedBytesType { Length: 32 } => null,
        AbiUIntType integer => new WordCheck(place, Kind.Unsigned, AbiWords.WordSize - (integer.Bits / 8)),
        AbiIntType integer => new WordCheck(place, Kind.Signed, AbiWords.WordSize - (integer.Bits / 8)),
        AbiAddressType => new WordCheck(place, Kind.Unsigned, AbiWords.WordSize - Address.Size),
        AbiBoolType => new WordCheck(place, Kind.Bool, AbiWords.WordSize - 1),
        AbiFixedBytesType bytes => new WordCheck(place, Kind.LeftAligned, bytes.Length),
        AbiFunctionType => new WordCheck(place, Kind.LeftAligned, AbiFunctionType.Length),
        _ => throw new InvalidOperationException($"The ABI type {type} is not a word."),
    };

    public bool Holds(ReadOnlySpan<byte> word) => _kind switch
    {
        Kind.Unsigned => !word[.._split].ContainsAnyExcept((byte)0),
        Kind.Signed => !word[.._split].ContainsAnyExcept((byte)((sbyte)word[_split] >> 7)),
        Kind.LeftAligned => !word[_split..].ContainsAnyExcept((byte)0),
        _ => word[_split] <= 1 && !word[.._split].ContainsAnyExcept((byte)0),
    };
}
