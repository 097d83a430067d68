using System.Numerics;
using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Tests.Ethereum.Abi;

/// <summary>Types and values of every kind that Solidity can pass, the edges of each range among them.</summary>
internal sealed class RandomAbi(int seed)
{
    private const int MaxDepth = 3;
    private const int MaxComponents = 4;
    private const int MaxItems = 3;

    private readonly Random _random = new(seed);

    /// <summary>A struct or the parameters of a function.</summary>
    public AbiTupleType Tuple() => Tuple(MaxDepth);

    public AbiTuple Value(AbiTupleType tuple) => new([.. tuple.Components.Select(component => Value(component.Type))]);

    public AbiValue Value(AbiType type) => type switch
    {
        AbiUIntType integer => Unsigned(integer.Bits),
        AbiIntType integer => Unsigned(integer.Bits) - (BigInteger.One << (integer.Bits - 1)),
        AbiAddressType => Address.FromBytes(Bytes(Address.Size)),
        AbiBoolType => _random.Next(2) == 0,
        AbiFixedBytesType bytes => Bytes(bytes.Length),
        AbiFunctionType => Bytes(24),
        AbiBytesType => Bytes(Length()),
        AbiStringType => Text(),
        AbiArrayType array => Items(array.Element, _random.Next(MaxItems + 1)),
        AbiFixedArrayType array => Items(array.Element, array.Length),
        AbiTupleType tuple => Value(tuple),
        _ => throw new InvalidOperationException($"No values of {type} are generated."),
    };

    public string Text()
    {
        string[] alphabet = ["a", "Z", " ", "\n", "\0", "é", "ß", "漢", "🚀", "\u202e"];
        var text = new StringBuilder();
        for (int i = Length(); i > 0; i--)
        {
            text.Append(alphabet[_random.Next(alphabet.Length)]);
        }

        return text.ToString();
    }

    private AbiTupleType Tuple(int depth) => AbiTupleType.Of(Enumerable.Range(0, 1 + _random.Next(MaxComponents)).Select(_ => Type(depth - 1)));

    private AbiType Type(int depth) => _random.Next(depth > 0 ? 14 : 9) switch
    {
        0 => new AbiUIntType(8 * (1 + _random.Next(32))),
        1 => new AbiIntType(8 * (1 + _random.Next(32))),
        2 => new AbiFixedBytesType(1 + _random.Next(32)),
        3 => AbiType.Address,
        4 => AbiType.Bool,
        5 => AbiType.Function,
        6 => AbiType.UInt256,
        7 => AbiType.Bytes,
        8 => AbiType.String,
        9 or 10 => new AbiArrayType(Type(depth - 1)),
        11 or 12 => new AbiFixedArrayType(Type(depth - 1), 1 + _random.Next(MaxItems)),
        _ => Tuple(depth),
    };

    private AbiArray Items(AbiType element, int count) => new([.. Enumerable.Range(0, count).Select(_ => Value(element))]);

    // Half of the values lie at an end of the range or beside a power of two, where encoders err.
    private BigInteger Unsigned(int bits)
    {
        BigInteger end = BigInteger.One << bits;
        BigInteger power = BigInteger.One << _random.Next(bits);
        return _random.Next(8) switch
        {
            0 => BigInteger.Zero,
            1 => end - 1,
            2 => power,
            3 => power - 1,
            _ => new BigInteger(Bytes(bits / 8), isUnsigned: true),
        };
    }

    // The ends of a word, and now and then several words.
    private int Length() => _random.Next(6) switch
    {
        0 => 0,
        1 => 31,
        2 => 32,
        3 => 33,
        4 => _random.Next(100),
        _ => 1 + _random.Next(8),
    };

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
