using System.Security.Cryptography;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Org.BouncyCastle.Security;

namespace Homeostat.Tests.Ethereum.Vectors;

[Trait("Category", VectorFile.Category)]
public sealed class HashVectorTests
{
    [Fact]
    public void Every_keccak256_digest_is_the_published_one() => VectorFile.CheckAll("hashes", VectorFile.Read("hashes"), vector =>
        Assert.Equal(vector.Text("keccak256"), Keccak256.Hash(vector.Bytes("data")).ToString()));

    /// <summary>The digests that the runtime and the library give to signing and to keystores.</summary>
    [Fact]
    public void Every_sha2_and_ripemd160_digest_is_the_published_one() => VectorFile.CheckAll("hashes", VectorFile.Read("hashes"), vector =>
    {
        byte[] data = vector.Bytes("data");

        Assert.Equal(vector.Text("sha256"), Hex.Encode(SHA256.HashData(data)));
        Assert.Equal(vector.Text("sha256"), Hex.Encode(DigestUtilities.CalculateDigest("SHA-256", data)));
        Assert.Equal(vector.Text("sha512"), Hex.Encode(SHA512.HashData(data)));
        Assert.Equal(vector.Text("ripemd160"), Hex.Encode(DigestUtilities.CalculateDigest("RIPEMD160", data)));
    });
}
