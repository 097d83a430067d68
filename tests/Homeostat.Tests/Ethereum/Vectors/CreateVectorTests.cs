using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Tests.Ethereum.Vectors;

[Trait("Category", VectorFile.Category)]
public sealed class CreateVectorTests
{
    [Fact]
    public void Every_creation_by_nonce_has_the_published_address() => CheckAll("create", (sender, creation) =>
        Address.Create(sender, creation.GetProperty("nonce").GetUInt64()));

    [Fact]
    public void Every_creation_by_salt_has_the_published_address() => CheckAll("create2", (sender, creation) =>
    {
        Hash32 initCodeHash = Keccak256.Hash(creation.Bytes("initCode"));
        Assert.Equal(creation.Text("initCodeHash"), initCodeHash.ToString());
        return Address.Create2(sender, Hash32.Parse(creation.Text("salt")), initCodeHash);
    });

    private static void CheckAll(string family, Func<Address, JsonElement, Address> create)
    {
        var cases = VectorFile.Read(family)
            .SelectMany(vector => vector.GetProperty("creates").EnumerateArray().Select(creation => (Sender: vector.Text("sender"), Creation: creation)))
            .ToDictionary(pair => pair.Creation, pair => Address.Parse(pair.Sender));
        VectorFile.CheckAll(family, cases.Keys, creation =>
            Assert.Equal(creation.Text("address"), create(cases[creation], creation).ToString()));
    }
}
