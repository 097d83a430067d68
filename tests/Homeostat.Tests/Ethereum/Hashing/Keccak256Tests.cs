using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Org.BouncyCastle.Crypto.Digests;

namespace Homeostat.Tests.Ethereum.Hashing;

public sealed class Keccak256Tests
{
    /// <summary>Lengths around the block of 136 bytes, where padding begins anew.</summary>
    [Fact]
    public void Every_length_up_to_five_blocks_hashes_as_another_implementation_does()
    {
        var random = new Random(10);
        for (int length = 0; length <= 5 * 136; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            var other = new KeccakDigest(256);
            var expected = new byte[Hash32.Size];
            other.BlockUpdate(data, 0, length);
            other.DoFinal(expected, 0);

            Assert.Equal(expected, Keccak256.Hash(data).ToBytes());
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(170)]
    [InlineData(171)]
    [InlineData(5_000)]
    public void Text_is_hashed_in_utf8(int length)
    {
        string text = new('é', length);

        Assert.Equal(Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text)), Keccak256.Hash(text));
    }
}
