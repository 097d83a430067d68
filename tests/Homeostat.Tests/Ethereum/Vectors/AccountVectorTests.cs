using Homeostat.Ethereum;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Tests.Ethereum.Vectors;

[Trait("Category", VectorFile.Category)]
public sealed class AccountVectorTests
{
    [Fact]
    public void Every_key_has_the_published_address() => VectorFile.CheckAll("accounts", VectorFile.Read("accounts"), vector =>
    {
        using var key = PrivateKey.Parse(vector.Text("privateKey"));

        Assert.Equal(vector.Text("address"), key.Address.ToString());
    });

    [Fact]
    public void Every_address_reads_and_writes_its_checksummed_and_icap_forms() => VectorFile.CheckAll("accounts", VectorFile.Read("accounts"), vector =>
    {
        string text = vector.Text("address");
        var address = Address.Parse(text);

        Assert.Equal(text, address.ToString());
        Assert.Equal(address, Address.Parse(text.ToLowerInvariant()));
        Assert.Equal(vector.Text("icap"), address.ToIcap());
        Assert.Equal(address, Address.ParseIcap(vector.Text("icap")));
    });
}
