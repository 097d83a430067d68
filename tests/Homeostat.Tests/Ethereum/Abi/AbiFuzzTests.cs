using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Tests.Ethereum.Abi;

/// <summary>The decoder on damaged encodings of random types and on noise, against the rules written down once more.</summary>
[Trait("Category", Fuzz.Category)]
public sealed class AbiFuzzTests
{
    // As many inputs of one type as its encoding has interesting places.
    private const int PerType = 64;

    [Fact]
    public void What_is_decoded_is_what_the_specification_says()
    {
        var random = new RandomAbi(Fuzz.Seed(31));
        var mutations = new Mutations(Fuzz.Seed(32));
        AbiTupleType type = random.Tuple();
        byte[] valid = [];
        double accepted = Fuzz.Run("ABI decoder", share: 2, i =>
        {
            if (i % PerType == 0)
            {
                type = random.Tuple();
                AbiTuple value = random.Value(type);
                valid = AbiCodec.EncodeParameters(type, value.Items);
                Assert.Equal(value.Items, AbiCodec.DecodeParameters(type, valid));
            }

            return Read(type, i % 8 == 7 ? mutations.Noise(valid.Length + 32) : mutations.Of(valid));
        });

        Assert.InRange(accepted, 0.02, 0.98);
    }

    private static bool Read(AbiTupleType type, byte[] data)
    {
        AbiValue[] decoded = [];
        if (!Mutations.Accepts(data, bytes => decoded = AbiCodec.DecodeParameters(type, bytes)))
        {
            return false;
        }

        if (!decoded.SequenceEqual(PlainAbi.Decode(type, data)))
        {
            Assert.Fail($"{type} {Hex.Encode(data)}: decoded another value");
        }

        byte[] again = AbiCodec.EncodeParameters(type, decoded);
        if (!decoded.SequenceEqual(AbiCodec.DecodeParameters(type, again)))
        {
            Assert.Fail($"{type} {Hex.Encode(data)}: encoded again it is another value");
        }

        return true;
    }
}
