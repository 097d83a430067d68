using Homeostat.Ethereum;
using Homeostat.Ethereum.Rlp;

namespace Homeostat.Tests.Ethereum.Rlp;

public sealed class HostileRlpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("8100")]
    [InlineData("817f")]
    [InlineData("b800")]
    [InlineData("b90001ff")]
    [InlineData("b8")]
    [InlineData("83ffff")]
    [InlineData("bfffffffffffffffff")]
    [InlineData("bb7fffffff")]
    [InlineData("bbffffffff")]
    [InlineData("ffffffffffffffffff")]
    [InlineData("fbffffffff")]
    [InlineData("c180ff")]
    [InlineData("c281")]
    [InlineData("c1c1")]
    public void What_is_not_canonical_or_ends_early_is_refused(string hex) =>
        Assert.False(Mutations.Accepts(Hex.Decode(hex), data => RlpItem.Decode(data)));

    [Fact]
    public void Lists_nested_without_end_are_refused()
    {
        // Each list holds the next: the payload of a prefix is all that follows it.
        byte[] nested = [0xc0];
        while (nested.Length < 4_000)
        {
            var writer = new RlpWriter();
            writer.BeginList();
            writer.WriteRaw(nested);
            writer.EndList();
            nested = writer.ToArray();
        }

        Assert.False(Mutations.Accepts(nested, data => RlpItem.Decode(data)));
    }

    [Theory]
    [InlineData("8200ff")]
    [InlineData("00")]
    [InlineData("89010000000000000000")]
    [InlineData("a101000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("c0")]
    public void Integers_with_leading_zeros_or_too_many_bytes_are_refused(string hex) =>
        Assert.Throws<EthereumFormatException>(() => new RlpReader(Hex.Decode(hex)).ReadUInt64());
}
