using Homeostat.Ethereum;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Tests.Ethereum.Transactions;

public sealed class HostileTransactionTests
{
    private const int RoundsPerType = 1_500;
    private static readonly Address Recipient = Address.Parse("0x52908400098527886E0F7030069857D2E4169EE7");
    private static readonly AccessListEntry[] AccessList = [new(Recipient, [Hash32.Zero, UInt256.MaxValue.ToHash32()])];

    [Fact]
    public void Whatever_is_read_is_the_only_encoding_of_what_it_says()
    {
        var mutations = new Mutations(seed: 4);
        foreach (SignedTransaction signed in OneOfEachType())
        {
            Assert.Equal(signed.Raw, SignedTransaction.Parse(signed.Raw).Raw);
            for (int i = 0; i < RoundsPerType; i++)
            {
                AssertRefusedOrSame(mutations.Of(signed.Raw), data => SignedTransaction.Parse(data).Raw);
                AssertRefusedOrSame(mutations.Of(signed.Transaction.EncodeUnsigned()), data => Transaction.Parse(data).EncodeUnsigned());
            }
        }
    }

    [Fact]
    public void Every_flipped_bit_is_refused_or_changes_the_hash_and_the_sender()
    {
        SignedTransaction signed = OneOfEachType().Last();
        for (int bit = 0; bit < 8 * signed.Raw.Length; bit++)
        {
            byte[] damaged = [.. signed.Raw];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            SignedTransaction? read = null;
            AssertRefusedOrSame(damaged, data => (read = SignedTransaction.Parse(data)).Raw);
            Assert.True(read is null || (read.Hash != signed.Hash && read.Sender != signed.Sender));
        }
    }

    [Fact]
    public void Every_truncation_is_refused() => Assert.All(OneOfEachType(), signed =>
        Assert.All(Enumerable.Range(0, signed.Raw.Length), length =>
            Assert.Throws<EthereumFormatException>(() => SignedTransaction.Parse(signed.Raw.AsSpan(0, length)))));

    [Fact]
    public void A_signature_with_high_s_is_refused()
    {
        SignedTransaction signed = OneOfEachType().First();
        var order = UInt256.Parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
        var mirrored = new Signature(signed.Signature.R, order - signed.Signature.S, 1 - signed.Signature.YParity);

        Assert.Equal(signed.Sender, mirrored.Recover(signed.Transaction.SigningHash));
        Assert.Throws<EthereumFormatException>(() => SignedTransaction.Create(signed.Transaction, mirrored));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("05c0")]
    [InlineData("7fc0")]
    [InlineData("80")]
    [InlineData("c0")]
    [InlineData("02c0")]
    [InlineData("02")]
    public void What_is_no_transaction_is_refused(string hex)
    {
        Assert.Throws<EthereumFormatException>(() => SignedTransaction.Parse(Hex.Decode(hex)));
        Assert.Throws<EthereumFormatException>(() => Transaction.Parse(Hex.Decode(hex)));
    }

    private static IEnumerable<SignedTransaction> OneOfEachType()
    {
        using var key = PrivateKey.Parse(new string('1', 64));
        Authorization[] authorizations = [new(ChainId: 1, Recipient, Nonce: 5), new(ChainId: 0, Address.Zero, Nonce: 0)];
        Transaction[] transactions =
        [
            new LegacyTransaction { GasPrice = Wei.FromGwei(1) },
            new LegacyTransaction { ChainId = 1 },
            new AccessListTransaction { ChainId = 1, AccessList = AccessList },
            new FeeMarketTransaction { ChainId = 1, MaxFeePerGas = Wei.FromGwei(2), AccessList = AccessList },
            new BlobTransaction { ChainId = 1, BlobVersionedHashes = [Hash32.Zero] },
            new SetCodeTransaction { ChainId = 1, Authorizations = [.. authorizations.Select(authorization => authorization.Sign(key))] },
        ];
        foreach (Transaction transaction in transactions)
        {
            yield return (transaction with { Nonce = 7, GasLimit = 21_000, To = Recipient, Value = Wei.FromEther(1), Data = new byte[] { 1, 2 } }).Sign(key);
        }
    }

    private static void AssertRefusedOrSame(byte[] damaged, Func<byte[], byte[]> readAndWrite)
    {
        byte[] written = [];
        try
        {
            written = readAndWrite(damaged);
        }
        catch (EthereumFormatException)
        {
            return;
        }

        Assert.Equal(damaged, written);
    }
}
