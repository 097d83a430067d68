using System.Text.Json;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Ethereum.Primitives;

public sealed class AddressTests
{
    // From EIP-55.
    private const string Checksummed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    [Fact]
    public void Mixed_case_must_satisfy_the_checksum_and_one_case_carries_none()
    {
        var address = Address.Parse(Checksummed);

        Assert.Equal(Checksummed, address.ToString());
        Assert.Equal(address, Address.Parse(Checksummed[2..]));
        Assert.Equal(address, Address.Parse(Checksummed.ToLowerInvariant()));
        Assert.Equal(address, Address.Parse("0x" + Checksummed[2..].ToUpperInvariant()));
        foreach (int i in Enumerable.Range(2, 40).Where(i => char.IsAsciiLetter(Checksummed[i])))
        {
            char[] flipped = Checksummed.ToCharArray();
            flipped[i] ^= ' ';
            Assert.False(Address.TryParse(new string(flipped), out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg")]
    [InlineData("0x0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea")]
    public void No_address_is_no_address(string text) => Assert.Throws<EthereumFormatException>(() => Address.Parse(text));

    [Theory]
    [InlineData("XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS", true)]
    [InlineData("XE7438O073KYGTWWZN0F2WZ0R8PX5ZPPZS", false)]
    [InlineData("XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZT", false)]
    [InlineData("XE7338o073KYGTWWZN0F2WZ0R8PX5ZPPZS", false)]
    [InlineData("DE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS", false)]
    [InlineData("XE73", false)]
    public void An_icap_address_has_the_right_check_digits(string text, bool isValid)
    {
        if (isValid)
        {
            Assert.Equal(text, Address.ParseIcap(text).ToIcap());
        }
        else
        {
            Assert.Throws<EthereumFormatException>(() => Address.ParseIcap(text));
        }
    }

    [Fact]
    public void Order_is_that_of_the_bytes()
    {
        Address[] ascending = [Address.Zero, .. Enumerable.Range(0, 20).Reverse().Select(i => Address.FromBytes([.. new byte[i], 1, .. new byte[19 - i]]))];

        Assert.Equal(ascending, ascending.Reverse().Order());
        Assert.Equal(ascending.Length, ascending.Distinct().Count());
    }

    [Fact]
    public void Json_carries_text_and_refuses_anything_else()
    {
        var address = Address.Parse(Checksummed);

        Assert.Equal($"\"{Checksummed}\"", JsonSerializer.Serialize(address));
        Assert.Equal(address, JsonSerializer.Deserialize<Address>($"\"{Checksummed}\""));
        Assert.All(new[] { "1", "null", "\"0x\"", "{}", "\"\\ud800\"" }, json => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Address>(json)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Dictionary<Address, int>>("{\"\\ud800\":1}"));
    }
}
