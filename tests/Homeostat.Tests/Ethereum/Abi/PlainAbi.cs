using System.Numerics;
using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Tests.Ethereum.Abi;

/// <summary>
/// The ABI specification's decoding rules written down once more, as plainly as possible and on big integers, to hold the
/// real decoder against. It does not bound what overlapping tails add up to: only for what the real one accepted.
/// </summary>
internal sealed class PlainAbi(byte[] data)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static AbiValue[] Decode(AbiTupleType parameters, byte[] data) => [.. new PlainAbi(data).Sequence(parameters.Components.Select(c => c.Type), 0)];

    /// <summary>Heads one after the other; a dynamic value's head is the offset of its tail from their start.</summary>
    private List<AbiValue> Sequence(IEnumerable<AbiType> types, BigInteger start)
    {
        var values = new List<AbiValue>();
        BigInteger head = start;
        foreach (AbiType type in types)
        {
            values.Add(IsDynamic(type) ? Value(type, start + Word(head)) : Value(type, head));
            head += HeadSize(type);
        }

        return values;
    }

    private AbiValue Value(AbiType type, BigInteger at) => type switch
    {
        AbiTupleType tuple => new AbiTuple(Sequence(tuple.Components.Select(c => c.Type), at)),
        AbiFixedArrayType array => new AbiArray(Sequence(Enumerable.Repeat(array.Element, array.Length), at)),
        AbiArrayType array => new AbiArray(Sequence(Enumerable.Repeat(array.Element, (int)Word(at)), at + 32)),
        AbiBytesType => Slice(at + 32, Word(at)),
        AbiStringType => Utf8.GetString(Slice(at + 32, Word(at))),
        AbiUIntType integer => Below(Word(at), BigInteger.One << integer.Bits),
        AbiIntType integer => Signed(Word(at), integer.Bits),
        AbiBoolType => Below(Word(at), 2) == 1,
        AbiAddressType => Address.FromBytes(Right(at, 20)),
        AbiFixedBytesType bytes => Left(at, bytes.Length),
        AbiFunctionType => Left(at, 24),
        _ => throw new InvalidOperationException($"no rule for {type}"),
    };

    private static bool IsDynamic(AbiType type) => type switch
    {
        AbiBytesType or AbiStringType or AbiArrayType => true,
        AbiFixedArrayType array => IsDynamic(array.Element),
        AbiTupleType tuple => tuple.Components.Any(c => IsDynamic(c.Type)),
        _ => false,
    };

    private static BigInteger HeadSize(AbiType type) => type switch
    {
        _ when IsDynamic(type) => 32,
        AbiFixedArrayType array => array.Length * HeadSize(array.Element),
        AbiTupleType tuple => tuple.Components.Aggregate(BigInteger.Zero, (sum, c) => sum + HeadSize(c.Type)),
        _ => 32,
    };

    private BigInteger Word(BigInteger at) => new(Slice(at, 32), isUnsigned: true, isBigEndian: true);

    private byte[] Left(BigInteger at, int length)
    {
        byte[] word = Slice(at, 32);
        Require(word[length..].All(b => b == 0));
        return word[..length];
    }

    private byte[] Right(BigInteger at, int length)
    {
        byte[] word = Slice(at, 32);
        Require(word[..^length].All(b => b == 0));
        return word[^length..];
    }

    private byte[] Slice(BigInteger at, BigInteger length)
    {
        Require(at + length <= data.Length);
        return data[(int)at..(int)(at + length)];
    }

    private static BigInteger Below(BigInteger value, BigInteger end)
    {
        Require(value < end);
        return value;
    }

    private static BigInteger Signed(BigInteger word, int bits)
    {
        BigInteger value = word >= BigInteger.One << 255 ? word - (BigInteger.One << 256) : word;
        Require(value >= -(BigInteger.One << (bits - 1)) && value < BigInteger.One << (bits - 1));
        return value;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new FormatException("not an encoding");
        }
    }
}
