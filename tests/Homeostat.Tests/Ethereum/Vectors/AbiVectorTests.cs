using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Tests.Ethereum.Vectors;

[Trait("Category", VectorFile.Category)]
public sealed class AbiVectorTests
{
    [Fact]
    public void Every_value_encodes_as_published_and_decodes_to_itself() => VectorFile.CheckAll("abi", VectorFile.Read("abi"), vector =>
    {
        var type = AbiType.Parse(vector.Text("type"));
        AbiValue value = ReadValue(vector.GetProperty("verbose"));

        Assert.Equal(vector.Text("encoded"), Hex.Encode(AbiCodec.Encode(type, value)));
        Assert.Equal(value, AbiCodec.Decode(type, vector.Bytes("encoded")));
    });

    [Fact]
    public void Every_encoding_that_lacks_its_last_word_is_refused() => VectorFile.CheckAll("abi", VectorFile.Read("abi"), vector =>
    {
        var type = AbiType.Parse(vector.Text("type"));
        byte[] encoded = vector.Bytes("encoded");

        Assert.Throws<EthereumFormatException>(() => AbiCodec.Decode(type, encoded.AsSpan(0, encoded.Length - AbiWords.WordSize)));
    });

    private static AbiValue ReadValue(JsonElement verbose)
    {
        JsonElement value = verbose.GetProperty("value");
        return verbose.Text("type") switch
        {
            "array" => new AbiArray([.. value.EnumerateArray().Select(ReadValue)]),
            "object" => new AbiTuple([.. value.EnumerateArray().Select(ReadValue)]),
            "number" => BigInteger.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            "hexstring" => Hex.Decode(value.GetString()!),
            "string" => value.GetString()!,
            "boolean" => value.GetBoolean(),
            "address" => Address.Parse(value.GetString()!),
            string other => throw new InvalidOperationException($"The vectors have a value of kind '{other}'."),
        };
    }
}
