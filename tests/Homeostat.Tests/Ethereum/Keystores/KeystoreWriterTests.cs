using Homeostat.Ethereum;
using Homeostat.Ethereum.Keystores;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Tests.Ethereum.Keystores;

public class KeystoreWriterTests
{
    public static TheoryData<KeystoreCost> Costs => [new KeystoreCost.Scrypt(1 << 10, 8, 1), new KeystoreCost.Pbkdf2(1_000)];

    [Theory]
    [MemberData(nameof(Costs))]
    public void What_is_written_is_read_with_its_password_and_with_no_other(KeystoreCost cost)
    {
        using var key = PrivateKey.Generate();

        string file = KeystoreWriter.Encrypt(key, "correct horse"u8, cost);

        using PrivateKey read = Keystore.Decrypt(file, "correct horse"u8);
        Assert.Equal(key.Address, read.Address);
        Assert.Equal(key.Sign(default), read.Sign(default));
        Assert.Equal(key.Address, Keystore.AddressOf(file));
        Assert.Throws<EthereumFormatException>(() => Keystore.Decrypt(file, "battery staple"u8));
    }

    [Fact]
    public void The_same_key_and_password_never_make_the_same_file()
    {
        using var key = PrivateKey.Generate();
        var cost = new KeystoreCost.Pbkdf2(1);

        Assert.NotEqual(KeystoreWriter.Encrypt(key, "p"u8, cost), KeystoreWriter.Encrypt(key, "p"u8, cost));
    }

    [Fact]
    public void The_file_does_not_hold_the_key()
    {
        using var key = PrivateKey.Generate();
        var secret = new byte[PrivateKey.Size];
        key.WriteTo(secret);

        Assert.DoesNotContain(Convert.ToHexStringLower(secret), KeystoreWriter.Encrypt(key, "p"u8, new KeystoreCost.Pbkdf2(1)), StringComparison.OrdinalIgnoreCase);
    }
}
