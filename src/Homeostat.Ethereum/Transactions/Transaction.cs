using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rlp;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Ethereum.Transactions;

/// <summary>
/// A transaction without its signature. The hierarchy is closed. Warning: byte arrays and lists compare by reference;
/// whoever asks whether two transactions are the same compares <see cref="SigningHash"/>.
/// </summary>
public abstract record Transaction
{
    private protected Transaction()
    {
    }

    public ulong Nonce { get; init; }

    public ulong GasLimit { get; init; }

    /// <summary>Null creates a contract.</summary>
    public Address? To { get; init; }

    public Wei Value { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The EIP-2718 type; 0 for a legacy transaction, which has no type byte.</summary>
    public abstract byte Type { get; }

    /// <summary>What is hashed and signed.</summary>
    public Hash32 SigningHash => Keccak256.Hash(EncodeUnsigned());

    /// <summary>The serialisation that is signed.</summary>
    public byte[] EncodeUnsigned() => Encode(signature: null);

    /// <summary>Reads an unsigned serialisation.</summary>
    public static Transaction Parse(ReadOnlySpan<byte> unsigned)
    {
        (Transaction transaction, Signature? signature) = TransactionReader.Read(unsigned);
        return signature is null ? transaction : throw new EthereumFormatException("The transaction is signed.");
    }

    public SignedTransaction Sign(PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new SignedTransaction(this, key.Sign(SigningHash), key.Address);
    }

    internal byte[] Encode(Signature? signature)
    {
        var writer = new RlpWriter();
        if (Type > 0)
        {
            writer.WriteRaw([Type]);
        }

        writer.BeginList();
        WriteFields(writer);
        WriteSignature(writer, signature);
        writer.EndList();
        return writer.ToArray();
    }

    private protected abstract void WriteFields(RlpWriter writer);

    private protected virtual void WriteSignature(RlpWriter writer, Signature? signature)
    {
        if (signature is { } present)
        {
            writer.Write((ulong)present.YParity);
            writer.Write(present.R);
            writer.Write(present.S);
        }
    }

    /// <summary>gas limit, to, value, data: the run of fields that all types share.</summary>
    private protected void WriteCall(RlpWriter writer)
    {
        writer.Write(GasLimit);
        if (To is { } to)
        {
            writer.Write(to);
        }
        else
        {
            writer.Write([]);
        }

        writer.Write(Value.Value);
        writer.Write(Data.Span);
    }
}
