using System.Text.Json;
using System.Text.Json.Nodes;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.TypedData;

namespace Homeostat.Tests.Ethereum.Vectors;

[Trait("Category", VectorFile.Category)]
public sealed class TypedDataVectorTests
{
    private const string Family = "typed-data";

    [Fact]
    public void Every_message_has_the_published_encoding_and_digest() => VectorFile.CheckAll(Family, VectorFile.Read(Family), vector =>
    {
        TypedMessage message = Read(vector);

        Assert.Equal(vector.Text("encoded"), Hex.Encode(message.Structs.EncodeData(message.PrimaryType, message.Message)));
        Assert.Equal(vector.Text("digest"), message.Digest.ToString());
    });

    [Fact]
    public void Every_published_signature_is_made_and_recovers_to_its_signer()
    {
        JsonElement[] isSigned = [.. VectorFile.Read(Family).Where(vector => vector.TryGetProperty("signature", out _))];
        Assert.SkipWhen(isSigned.Length == 0, "No case of these vectors has a signature.");
        VectorFile.CheckAll(Family, isSigned, vector =>
        {
            using var key = PrivateKey.Parse(vector.Text("privateKey"));
            Hash32 digest = Read(vector).Digest;

            Assert.Equal(vector.Text("signature"), key.Sign(digest).ToString());
            Assert.Equal(key.Address, Signature.FromBytes(vector.Bytes("signature")).Recover(digest));
        });
    }

    private static TypedMessage Read(JsonElement vector) => TypedMessage.FromJson(new JsonObject
    {
        ["domain"] = JsonNode.Parse(vector.GetProperty("domain").GetRawText()),
        ["types"] = JsonNode.Parse(vector.GetProperty("types").GetRawText()),
        ["primaryType"] = vector.Text("primaryType"),
        ["message"] = JsonNode.Parse(vector.GetProperty("data").GetRawText()),
    }.ToJsonString());
}
