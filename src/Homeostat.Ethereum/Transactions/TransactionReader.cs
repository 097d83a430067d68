using Homeostat.Ethereum.Rlp;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Ethereum.Transactions;

/// <summary>Reads serialised transactions of every known type, with or without a signature.</summary>
internal static class TransactionReader
{
    // EIP-2718: a type byte is below 0x80; a legacy transaction begins as the RLP list that it is.
    private const byte FirstListPrefix = 0xc0;

    public static (Transaction Transaction, Signature? Signature) Read(ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty)
        {
            throw new EthereumFormatException("A transaction is not empty.");
        }

        byte type = raw[0] >= FirstListPrefix ? (byte)0 : raw[0];
        var outer = new RlpReader(type == 0 ? raw : raw[1..]);
        RlpReader fields = outer.ReadList();
        outer.ExpectEnd();
        (Transaction Transaction, Signature? Signature) result = type switch
        {
            0 => ReadLegacy(ref fields),
            1 => (ReadAccessList(ref fields), ReadSignature(ref fields)),
            2 => (ReadFeeMarket(ref fields), ReadSignature(ref fields)),
            3 => (ReadBlob(ref fields), ReadSignature(ref fields)),
            4 => (ReadSetCode(ref fields), ReadSignature(ref fields)),
            _ => throw new EthereumFormatException($"Transactions of type {type} are not known."),
        };
        fields.ExpectEnd();
        return result;
    }

    public static IReadOnlyList<Hash32> ReadHashes(ref RlpReader reader)
    {
        RlpReader list = reader.ReadList();
        var hashes = new List<Hash32>();
        while (!list.IsAtEnd)
        {
            hashes.Add(list.ReadHash32());
        }

        return hashes;
    }

    // Three more fields are a signature, or, with r and s zero, the chain id of an unsigned EIP-155 transaction.
    private static (Transaction Transaction, Signature? Signature) ReadLegacy(ref RlpReader fields)
    {
        var transaction = new LegacyTransaction
        {
            Nonce = fields.ReadUInt64(),
            GasPrice = new Wei(fields.ReadUInt256()),
            GasLimit = fields.ReadUInt64(),
            To = ReadRecipient(ref fields),
            Value = new Wei(fields.ReadUInt256()),
            Data = fields.ReadBytes().ToArray(),
        };
        if (fields.IsAtEnd)
        {
            return (transaction, null);
        }

        UInt256 v = fields.ReadUInt256();
        UInt256 r = fields.ReadUInt256();
        UInt256 s = fields.ReadUInt256();
        if (r.IsZero && s.IsZero)
        {
            return (transaction with { ChainId = ToChainId(v) }, null);
        }

        if (v == LegacyTransaction.ReplayableV || v == LegacyTransaction.ReplayableV + 1)
        {
            return (transaction, new Signature(r, s, v == LegacyTransaction.ReplayableV ? 0 : 1));
        }

        if (v < LegacyTransaction.ProtectedV)
        {
            throw new EthereumFormatException("The v of a legacy transaction is 27, 28, or 35 and more.");
        }

        (UInt256 chainId, UInt256 parity) = UInt256.DivRem(v - LegacyTransaction.ProtectedV, 2);
        return (transaction with { ChainId = ToChainId(chainId) }, new Signature(r, s, parity.IsZero ? 0 : 1));
    }

    private static AccessListTransaction ReadAccessList(ref RlpReader fields) => new()
    {
        ChainId = fields.ReadUInt64(),
        Nonce = fields.ReadUInt64(),
        GasPrice = new Wei(fields.ReadUInt256()),
        GasLimit = fields.ReadUInt64(),
        To = ReadRecipient(ref fields),
        Value = new Wei(fields.ReadUInt256()),
        Data = fields.ReadBytes().ToArray(),
        AccessList = AccessListEntry.ReadList(ref fields),
    };

    private static FeeMarketTransaction ReadFeeMarket(ref RlpReader fields) => new()
    {
        ChainId = fields.ReadUInt64(),
        Nonce = fields.ReadUInt64(),
        MaxPriorityFeePerGas = new Wei(fields.ReadUInt256()),
        MaxFeePerGas = new Wei(fields.ReadUInt256()),
        GasLimit = fields.ReadUInt64(),
        To = ReadRecipient(ref fields),
        Value = new Wei(fields.ReadUInt256()),
        Data = fields.ReadBytes().ToArray(),
        AccessList = AccessListEntry.ReadList(ref fields),
    };

    private static BlobTransaction ReadBlob(ref RlpReader fields) => new()
    {
        ChainId = fields.ReadUInt64(),
        Nonce = fields.ReadUInt64(),
        MaxPriorityFeePerGas = new Wei(fields.ReadUInt256()),
        MaxFeePerGas = new Wei(fields.ReadUInt256()),
        GasLimit = fields.ReadUInt64(),
        To = fields.ReadAddress(),
        Value = new Wei(fields.ReadUInt256()),
        Data = fields.ReadBytes().ToArray(),
        AccessList = AccessListEntry.ReadList(ref fields),
        MaxFeePerBlobGas = new Wei(fields.ReadUInt256()),
        BlobVersionedHashes = ReadHashes(ref fields),
    };

    private static SetCodeTransaction ReadSetCode(ref RlpReader fields) => new()
    {
        ChainId = fields.ReadUInt64(),
        Nonce = fields.ReadUInt64(),
        MaxPriorityFeePerGas = new Wei(fields.ReadUInt256()),
        MaxFeePerGas = new Wei(fields.ReadUInt256()),
        GasLimit = fields.ReadUInt64(),
        To = fields.ReadAddress(),
        Value = new Wei(fields.ReadUInt256()),
        Data = fields.ReadBytes().ToArray(),
        AccessList = AccessListEntry.ReadList(ref fields),
        Authorizations = SignedAuthorization.ReadList(ref fields),
    };

    private static Signature? ReadSignature(ref RlpReader fields) => fields.IsAtEnd ? null : ReadPresentSignature(ref fields);

    internal static Signature ReadPresentSignature(ref RlpReader fields)
    {
        ulong parity = fields.ReadUInt64();
        UInt256 r = fields.ReadUInt256();
        UInt256 s = fields.ReadUInt256();
        return new Signature(r, s, parity <= 1 ? (int)parity : throw new EthereumFormatException("The parity of a signature is 0 or 1."));
    }

    private static Address? ReadRecipient(ref RlpReader fields)
    {
        ReadOnlySpan<byte> bytes = fields.ReadBytes();
        return bytes.IsEmpty ? null : new Address(bytes);
    }

    private static ulong ToChainId(UInt256 value) => value.TryToUInt64(out ulong chainId)
        ? chainId
        : throw new EthereumFormatException("A chain id has at most 64 bits.");
}
