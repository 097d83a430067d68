using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Tests.Ethereum.Signing;

public sealed class SignatureTests
{
    private static readonly UInt256 Order = UInt256.Parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    [Fact]
    public void Every_signature_recovers_to_its_signer_has_low_s_and_is_the_same_again()
    {
        for (int i = 0; i < 200; i++)
        {
            using var key = PrivateKey.FromBytes(Keccak256.Hash($"key {i}").ToBytes());
            Hash32 digest = Keccak256.Hash($"message {i}");
            Signature signature = key.Sign(digest);

            Assert.True(signature.IsLowS);
            Assert.Equal(signature, key.Sign(digest));
            Assert.Equal(key.Address, signature.Recover(digest));
            Assert.Equal(signature, Signature.FromBytes(signature.ToBytes()));
            Assert.NotEqual(key.Address, signature.Recover(Keccak256.Hash($"another message {i}")));
        }
    }

    [Fact]
    public void The_extreme_keys_sign_and_what_lies_beyond_is_no_key()
    {
        foreach (UInt256 secret in new[] { UInt256.One, Order - 1 })
        {
            using var key = PrivateKey.FromBytes(secret.ToHash32().ToBytes());
            Assert.All(new[] { Hash32.Zero, UInt256.MaxValue.ToHash32() }, digest => Assert.Equal(key.Address, key.Sign(digest).Recover(digest)));
        }

        Assert.All(new[] { UInt256.Zero, Order, UInt256.MaxValue }, secret =>
            Assert.Throws<EthereumFormatException>(() => PrivateKey.FromBytes(secret.ToHash32().ToBytes())));
        Assert.Throws<EthereumFormatException>(() => PrivateKey.FromBytes(new byte[31]));
        Assert.Throws<EthereumFormatException>(() => PrivateKey.Parse("no key"));
    }

    [Fact]
    public void Damaged_signatures_are_refused_or_recover_to_another_account()
    {
        var mutations = new Mutations(seed: 11);
        using var key = PrivateKey.Parse(new string('2', 64));
        Hash32 digest = Keccak256.Hash("message");
        byte[] valid = key.Sign(digest).ToBytes();
        for (int i = 0; i < 2_000; i++)
        {
            byte[] damaged = mutations.Of(valid);
            Address? recovered = null;
            try
            {
                recovered = Signature.FromBytes(damaged).Recover(digest);
            }
            catch (EthereumFormatException)
            {
                continue;
            }

            // v may be written as 0 and 1, too, and a stroke may hit a byte that it leaves as it was.
            Assert.True(recovered != key.Address || damaged.AsSpan(0, 64).SequenceEqual(valid.AsSpan(0, 64)));
        }
    }

    [Fact]
    public void A_disposed_key_does_not_sign_and_no_key_shows_its_secret()
    {
        var key = PrivateKey.Parse(new string('3', 64));
        Assert.DoesNotContain("3333333333", key.ToString(), StringComparison.Ordinal);
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign(Hash32.Zero));
    }

    [Fact]
    public void A_personal_message_has_the_digest_that_wallets_give_it() => Assert.Equal(
        "0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2", PersonalMessage.Digest("Hello World"u8).ToString());
}
