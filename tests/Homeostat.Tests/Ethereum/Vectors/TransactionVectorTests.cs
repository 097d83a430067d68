using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Tests.Ethereum.Vectors;

[Trait("Category", VectorFile.Category)]
public sealed class TransactionVectorTests
{
    [Fact]
    public void Every_legacy_transaction_serialises_as_published() => CheckAll("Legacy", vector => Legacy(vector, chainId: null));

    [Fact]
    public void Every_replay_protected_transaction_serialises_as_published() => CheckAll("Eip155", vector => Legacy(vector, vector.ChainId()));

    [Fact]
    public void Every_access_list_transaction_serialises_as_published() => CheckAll("Berlin", vector => vector.WithCall(new AccessListTransaction
    {
        ChainId = vector.ChainId(),
        GasPrice = new Wei(vector.Quantity("gasPrice")),
        AccessList = vector.AccessList(),
    }));

    [Fact]
    public void Every_fee_market_transaction_serialises_as_published() => CheckAll("London", vector => vector.WithCall(new FeeMarketTransaction
    {
        ChainId = vector.ChainId(),
        MaxFeePerGas = new Wei(vector.Quantity("maxFeePerGas")),
        MaxPriorityFeePerGas = new Wei(vector.Quantity("maxPriorityFeePerGas")),
        AccessList = vector.AccessList(),
    }));

    [Fact]
    public void Every_blob_transaction_serialises_as_published() => CheckAll("Cancun", Blob);

    [Fact]
    public void A_blob_transaction_that_the_vectors_leave_out_for_want_of_a_recipient_is_refused()
    {
        JsonElement[] creations = [.. VectorFile.Read("transactions").Where(vector => !vector.GetProperty("transaction").TryGetProperty("to", out _))];
        VectorFile.CheckAll("transactions without recipient", creations, vector =>
        {
            Assert.Equal(string.Empty, vector.Text("unsignedCancun"));
            Assert.Throws<EthereumFormatException>(() => Blob(vector.GetProperty("transaction")).EncodeUnsigned());
        });
    }

    // A form that a case does not have (EIP-155 without a chain) is an empty string there.
    private static void CheckAll(string form, Func<JsonElement, Transaction> build)
    {
        JsonElement[] cases = [.. VectorFile.Read("transactions").Where(vector => vector.Text("unsigned" + form).Length > 0)];
        VectorFile.CheckAll($"transactions, {form}", cases, vector =>
        {
            Transaction transaction = build(vector.GetProperty("transaction"));
            using var key = PrivateKey.Parse(vector.Text("privateKey"));
            SignedTransaction signed = transaction.Sign(key);
            string expected = vector.Text("signed" + form);
            JsonElement signature = vector.GetProperty("signature" + form);

            Assert.Equal(vector.Text("unsigned" + form), Hex.Encode(transaction.EncodeUnsigned()));
            Assert.Equal(expected, Hex.Encode(signed.Raw));
            Assert.Equal(UInt256.Parse(signature.Text("r")), signed.Signature.R);
            Assert.Equal(UInt256.Parse(signature.Text("s")), signed.Signature.S);
            AssertReadsBack(transaction, key.Address, Hex.Decode(expected));
        });
    }

    private static void AssertReadsBack(Transaction transaction, Address sender, byte[] raw)
    {
        SignedTransaction read = SignedTransaction.Parse(raw);

        Assert.Equal(sender, read.Sender);
        Assert.Equal(raw, read.Raw);
        Assert.Equal(transaction.SigningHash, read.Transaction.SigningHash);
        Assert.Equal(transaction.SigningHash, Transaction.Parse(transaction.EncodeUnsigned()).SigningHash);
    }

    private static LegacyTransaction Legacy(JsonElement fields, ulong? chainId) => fields.WithCall(new LegacyTransaction
    {
        ChainId = chainId,
        GasPrice = new Wei(fields.Quantity("gasPrice")),
    });

    private static BlobTransaction Blob(JsonElement fields) => fields.WithCall(new BlobTransaction
    {
        ChainId = fields.ChainId(),
        MaxFeePerGas = new Wei(fields.Quantity("maxFeePerGas")),
        MaxPriorityFeePerGas = new Wei(fields.Quantity("maxPriorityFeePerGas")),
        AccessList = fields.AccessList(),
        MaxFeePerBlobGas = new Wei(fields.Quantity("maxFeePerBlobGas")),
        BlobVersionedHashes = [.. fields.Items("blobVersionedHashes").Select(hash => Hash32.Parse(hash.GetString()!))],
    });
}
