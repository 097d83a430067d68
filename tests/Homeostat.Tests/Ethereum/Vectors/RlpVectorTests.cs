using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rlp;

namespace Homeostat.Tests.Ethereum.Vectors;

[Trait("Category", VectorFile.Category)]
public sealed class RlpVectorTests
{
    [Fact]
    public void Every_item_encodes_as_published_and_decodes_to_itself() => VectorFile.CheckAll("rlp", VectorFile.Read("rlp"), vector =>
    {
        JsonElement decoded = vector.GetProperty("decoded");

        Assert.Equal(vector.Text("encoded"), Hex.Encode(ReadItem(decoded).Encode()));
        AssertSame(decoded, RlpItem.Decode(vector.Bytes("encoded")));
    });

    private static RlpItem ReadItem(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? RlpItem.FromList([.. json.EnumerateArray().Select(ReadItem)])
        : RlpItem.FromBytes(Hex.Decode(json.GetString()!));

    private static void AssertSame(JsonElement expected, RlpItem actual)
    {
        Assert.Equal(expected.ValueKind == JsonValueKind.Array, actual.IsList);
        if (!actual.IsList)
        {
            Assert.Equal(expected.GetString(), Hex.Encode(actual.Bytes.Span));
            return;
        }

        Assert.Equal(expected.GetArrayLength(), actual.Items.Count);
        foreach ((JsonElement item, RlpItem found) in expected.EnumerateArray().Zip(actual.Items))
        {
            AssertSame(item, found);
        }
    }
}
