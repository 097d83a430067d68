using Homeostat.Ethereum;
using Homeostat.Ethereum.Keystores;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Tests.Ethereum.Vectors;

[Trait("Category", VectorFile.Category)]
public sealed class WalletVectorTests
{
    [Fact]
    public void Every_wallet_opens_with_its_password() => VectorFile.CheckAll("wallets", VectorFile.Read("wallets"), vector =>
    {
        byte[] password = vector.Bytes("password");
        using PrivateKey key = vector.Text("type") == "crowdsale"
            ? Keystore.DecryptCrowdsale(vector.Text("content"), password)
            : Keystore.Decrypt(vector.Text("content"), password);

        Assert.Equal(Address.Parse(vector.Text("address")), key.Address);
    });
}
