using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Ethereum.Transactions;

/// <summary>A transaction as it goes over the wire.</summary>
public sealed class SignedTransaction
{
    internal SignedTransaction(Transaction transaction, Signature signature, Address sender)
    {
        Transaction = transaction;
        Signature = signature;
        Sender = sender;
        Raw = transaction.Encode(signature);
        Hash = Keccak256.Hash(Raw);
    }

    public Transaction Transaction { get; }

    public Signature Signature { get; }

    /// <summary>Whose key signed.</summary>
    public Address Sender { get; }

    public byte[] Raw { get; }

    public Hash32 Hash { get; }

    /// <summary>Joins a transaction and a signature that was made elsewhere (a hardware key, a signing service).</summary>
    public static SignedTransaction Create(Transaction transaction, Signature signature)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return signature.IsLowS
            ? new SignedTransaction(transaction, signature, signature.Recover(transaction.SigningHash))
            : throw new EthereumFormatException("The s of a transaction's signature is in the upper half (EIP-2).");
    }

    /// <summary>Reads raw bytes and recovers the sender.</summary>
    public static SignedTransaction Parse(ReadOnlySpan<byte> raw)
    {
        (Transaction transaction, Signature? signature) = TransactionReader.Read(raw);
        return Create(transaction, signature ?? throw new EthereumFormatException("The transaction is not signed."));
    }

    public override string ToString() => Hash.ToString();
}
