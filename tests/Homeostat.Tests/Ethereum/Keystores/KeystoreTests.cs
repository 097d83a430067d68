using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Keystores;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Tests.Ethereum.Keystores;

public sealed class KeystoreTests
{
    // From the published vectors: cheap to open.
    private const string File = """
        {"address":"17c5185167401ed00cf5f5b2fc97d9bbfdb7d025","id":"01234567-8901-4345-a789-012345678901","version":3,
         "Crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"deadbeef1deadbeef2deadbeef301234"},
         "ciphertext":"cea502df4b9405fa2b6d8d19ec4e2953c5ce08e0e01d4c0292512ce62baef8f3","kdf":"scrypt",
         "kdfparams":{"salt":"abcd1abcd2abcd3abcd4abcd5abcd6ef","n":1024,"dklen":32,"p":2,"r":4},
         "mac":"6e0a8e2409261d464e35a251f4b1fddd6ad0f7045a18d3957c127387f1c0de72"}}
        """;

    [Fact]
    public void The_password_opens_it_and_another_does_not()
    {
        using PrivateKey key = Keystore.Decrypt(File, "foo"u8);

        Assert.Equal(Address.Parse("17c5185167401ed00cf5f5b2fc97d9bbfdb7d025"), key.Address);
        Assert.Throws<EthereumFormatException>(() => Keystore.Decrypt(File, "fo"u8));
        Assert.Throws<EthereumFormatException>(() => Keystore.Decrypt(File, []));
    }

    [Theory]
    [InlineData("\"n\":1024", "\"n\":1073741824")]
    [InlineData("\"n\":1024", "\"n\":1000")]
    [InlineData("\"n\":1024", "\"n\":-1024")]
    [InlineData("\"p\":2", "\"p\":1000000")]
    [InlineData("\"r\":4", "\"r\":2000000000")]
    [InlineData("\"r\":4", "\"r\":0")]
    [InlineData("\"dklen\":32", "\"dklen\":16")]
    [InlineData("\"version\":3", "\"version\":4")]
    [InlineData("aes-128-ctr", "aes-128-cbc")]
    [InlineData("\"scrypt\"", "\"argon2\"")]
    [InlineData("17c5", "17c6")]
    [InlineData("cea5", "cea6")]
    [InlineData("cea5", "")]
    [InlineData("deadbeef1", "ee")]
    public void Foreign_costly_and_altered_files_are_refused(string old, string changed) =>
        Assert.Throws<EthereumFormatException>(() => Keystore.Decrypt(File.Replace(old, changed, StringComparison.Ordinal), "foo"u8));

    [Fact]
    public void Damaged_files_are_refused()
    {
        var mutations = new Mutations(seed: 6);
        byte[] cheap = Encoding.UTF8.GetBytes(File.Replace("\"n\":1024", "\"n\":2", StringComparison.Ordinal));
        for (int i = 0; i < 2_000; i++)
        {
            string damaged = Encoding.Latin1.GetString(mutations.Of(cheap));

            Assert.Throws<EthereumFormatException>(() => Keystore.Decrypt(damaged, "foo"u8));
        }
    }
}
