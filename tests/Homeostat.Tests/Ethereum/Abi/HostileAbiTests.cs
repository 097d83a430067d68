using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Tests.Ethereum.Abi;

public sealed class HostileAbiTests
{
    private const int Rounds = 20_000;

    private static readonly AbiTupleType Parameters = (AbiTupleType)AbiType.Parse(
        "(uint256,int8,address,bool,bytes4,function,string,bytes,uint16[],(string,bytes[2])[],uint256[3],(int64,bool[][])[2][])");

    private static readonly AbiValue[] Values =
    [
        UInt256.MaxValue, -128, Address.Parse("0x52908400098527886E0F7030069857D2E4169EE7"), true, new byte[] { 1, 2, 3, 4 }, new byte[24],
        "text", new byte[33], AbiValue.Array(1, 65_535), AbiValue.Array(AbiValue.Tuple("é", AbiValue.Array(new byte[1], Array.Empty<byte>()))),
        AbiValue.Array(1, 2, 3),
        AbiValue.Array(AbiValue.Array(
            AbiValue.Tuple(long.MinValue, AbiValue.Array(AbiValue.Array(true, false))), AbiValue.Tuple(7, AbiValue.Array()))),
    ];

    [Fact]
    public void Damaged_data_is_refused_or_means_what_it_says()
    {
        var mutations = new Mutations(seed: 1);
        byte[] valid = AbiCodec.EncodeParameters(Parameters, Values);
        int refused = 0;
        for (int i = 0; i < Rounds; i++)
        {
            byte[] damaged = mutations.Of(valid);
            AbiValue[]? decoded = null;
            if (!Mutations.Accepts(damaged, data => decoded = AbiCodec.DecodeParameters(Parameters, data)))
            {
                refused++;
                continue;
            }

            Assert.Equal(decoded, AbiCodec.DecodeParameters(Parameters, AbiCodec.EncodeParameters(Parameters, decoded!)));
        }

        Assert.InRange(refused, Rounds / 4, Rounds - 1);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] valid = AbiCodec.EncodeParameters(Parameters, Values);

        // The last word is the length of an empty array: without any of its bytes it is not there.
        for (int length = 0; length < valid.Length; length++)
        {
            Assert.Throws<EthereumFormatException>(() => AbiCodec.DecodeParameters(Parameters, valid.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("uint8[]")]
    [InlineData("bytes")]
    [InlineData("string[]")]
    [InlineData("(uint256,uint256)[]")]
    [InlineData("bytes[1000000]")]
    [InlineData("uint256[8000000]")]
    public void A_length_that_the_data_cannot_hold_allocates_nothing(string type)
    {
        var abiType = AbiType.Parse(type);
        foreach (string length in new[] { "ffffffffffffffff", "7fffffffffffffff", "000000007fffffff", "0000000080000000", "0000000007ffffff" })
        {
            byte[] data = Hex.Decode(new string('0', 62) + "20" + new string('0', 48) + length);

            Assert.False(Mutations.Accepts(data, bytes => AbiCodec.Decode(abiType, bytes)));
        }
    }

    [Fact]
    public void Tails_that_share_their_bytes_to_grow_without_bound_are_refused()
    {
        // Each level is an array of 8 elements whose offsets all point to the one next level: 8^7 leaves in 2 kB.
        var type = AbiType.Parse("uint256" + string.Concat(Enumerable.Repeat("[]", 7)));
        const int Width = 8;
        var data = new StringBuilder(Word(32));
        for (int level = 0; level < 6; level++)
        {
            data.Append(Word(Width)).Insert(data.Length, Word(Width * 32), Width);
        }

        data.Append(Word(Width)).Insert(data.Length, Word(1), Width);

        Assert.False(Mutations.Accepts(Hex.Decode(data.ToString()), bytes => AbiCodec.Decode(type, bytes)));
    }

    [Theory]
    [InlineData("uint8", "0100")]
    [InlineData("int8", "80")]
    [InlineData("bool", "02")]
    [InlineData("address", "010000000000000000000000000000000000000000")]
    [InlineData("bytes4", "01")]
    [InlineData("function", "01")]
    public void Bits_beyond_the_type_are_refused(string type, string word) =>
        Assert.Throws<EthereumFormatException>(() => AbiCodec.Decode(AbiType.Parse(type), Hex.Decode(word.PadLeft(64, '0'))));

    [Theory]
    [InlineData("c328")]
    [InlineData("eda080")]
    [InlineData("f8888080")]
    [InlineData("c080")]
    public void Text_that_is_no_utf8_is_refused(string bytes) => Assert.Throws<EthereumFormatException>(() => AbiCodec.Decode(
        AbiType.String, Hex.Decode(Word(32) + Word(bytes.Length / 2) + bytes.PadRight(64, '0'))));

    [Fact]
    public void Values_that_do_not_fit_their_type_are_not_encoded()
    {
        (string Type, AbiValue Value)[] misfits =
        [
            ("uint8", 256), ("uint8", -1), ("int8", 128), ("int8", -129), ("int256", UInt256.MaxValue), ("bytes4", new byte[5]),
            ("address", 1), ("bool", 1), ("string", "\ud800"), ("uint8[2]", AbiValue.Array(1)), ("(uint8)", AbiValue.Array(1)),
            ("uint8[]", AbiValue.Tuple(1)), ("(uint8,uint8)", AbiValue.Tuple(1)), ("uint8", null!),
        ];

        Assert.All(misfits, misfit => Assert.Throws<EthereumFormatException>(() => AbiCodec.Encode(AbiType.Parse(misfit.Type), misfit.Value)));
    }

    [Fact]
    public void Damaged_signatures_and_abi_documents_are_refused_or_read()
    {
        var mutations = new Mutations(seed: 2);
        byte[] signature = "function f((uint8[2] a,tuple(bytes,string)[] b) memory x, address) external view returns (bool ok)"u8.ToArray();
        byte[] document = Encoding.UTF8.GetBytes(
            """[{"type":"event","name":"E","inputs":[{"name":"a","type":"tuple[2][]","indexed":true,"components":[{"type":"int8","name":"x"}]}],"anonymous":false}]""");
        for (int i = 0; i < Rounds; i++)
        {
            Mutations.Accepts(mutations.Of(signature), text => AbiFunction.Parse(Encoding.Latin1.GetString(text)));
            Mutations.Accepts(mutations.Of(document), text => ContractAbi.FromJson(Encoding.Latin1.GetString(text)));
        }
    }

    [Theory]
    [InlineData("uint7")]
    [InlineData("uint264")]
    [InlineData("uint08")]
    [InlineData("bytes0")]
    [InlineData("bytes33")]
    [InlineData("uint8[0]")]
    [InlineData("uint8[-1]")]
    [InlineData("uint8[99999999999]")]
    [InlineData("uint256[999999999]")]
    [InlineData("()[]")]
    [InlineData("(uint8")]
    [InlineData("uint8)")]
    [InlineData("")]
    public void No_type_is_no_type(string text) => Assert.Throws<EthereumFormatException>(() => AbiType.Parse(text));

    [Fact]
    public void Types_nested_without_end_are_refused()
    {
        Assert.Throws<EthereumFormatException>(() => AbiType.Parse(new string('(', 30_000)));
        Assert.Throws<EthereumFormatException>(() => AbiType.Parse("uint8" + string.Concat(Enumerable.Repeat("[]", 20_000))));
    }

    private static string Word(int value) => value.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
}
