using Homeostat.Ethereum.Rlp;
using Homeostat.Ethereum.Signing;

namespace Homeostat.Ethereum.Transactions;

/// <summary>The original form. Without a chain id (before EIP-155) it is valid on every chain.</summary>
public sealed record LegacyTransaction : Transaction
{
    // EIP-155: v = chain id * 2 + 35 + parity; before it v = 27 + parity.
    internal const int ReplayableV = 27;
    internal const int ProtectedV = 35;

    public override byte Type => 0;

    public ulong? ChainId { get; init; }

    public Wei GasPrice { get; init; }

    private protected override void WriteFields(RlpWriter writer)
    {
        writer.Write(Nonce);
        writer.Write(GasPrice.Value);
        WriteCall(writer);
    }

    private protected override void WriteSignature(RlpWriter writer, Signature? signature)
    {
        if (signature is { } present)
        {
            UInt256 v = ChainId is { } chainId ? ((UInt256)chainId * 2) + ProtectedV : ReplayableV;
            writer.Write(v + present.YParity);
            writer.Write(present.R);
            writer.Write(present.S);
        }
        else if (ChainId is { } chainId)
        {
            writer.Write(chainId);
            writer.Write(0UL);
            writer.Write(0UL);
        }
    }
}

/// <summary>EIP-2930.</summary>
public sealed record AccessListTransaction : Transaction
{
    public override byte Type => 1;

    public ulong ChainId { get; init; }

    public Wei GasPrice { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    private protected override void WriteFields(RlpWriter writer)
    {
        writer.Write(ChainId);
        writer.Write(Nonce);
        writer.Write(GasPrice.Value);
        WriteCall(writer);
        AccessListEntry.WriteList(writer, AccessList);
    }
}

/// <summary>EIP-1559.</summary>
public sealed record FeeMarketTransaction : Transaction
{
    public override byte Type => 2;

    public ulong ChainId { get; init; }

    public Wei MaxPriorityFeePerGas { get; init; }

    public Wei MaxFeePerGas { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    private protected override void WriteFields(RlpWriter writer)
    {
        writer.Write(ChainId);
        writer.Write(Nonce);
        writer.Write(MaxPriorityFeePerGas.Value);
        writer.Write(MaxFeePerGas.Value);
        WriteCall(writer);
        AccessListEntry.WriteList(writer, AccessList);
    }
}

/// <summary>EIP-4844, as it stands in a block: without the blobs themselves. It cannot create a contract.</summary>
public sealed record BlobTransaction : Transaction
{
    public override byte Type => 3;

    public ulong ChainId { get; init; }

    public Wei MaxPriorityFeePerGas { get; init; }

    public Wei MaxFeePerGas { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    public Wei MaxFeePerBlobGas { get; init; }

    public IReadOnlyList<Hash32> BlobVersionedHashes { get; init; } = [];

    private protected override void WriteFields(RlpWriter writer)
    {
        if (To is null)
        {
            throw new EthereumFormatException("A blob transaction needs a recipient.");
        }

        writer.Write(ChainId);
        writer.Write(Nonce);
        writer.Write(MaxPriorityFeePerGas.Value);
        writer.Write(MaxFeePerGas.Value);
        WriteCall(writer);
        AccessListEntry.WriteList(writer, AccessList);
        writer.Write(MaxFeePerBlobGas.Value);
        writer.BeginList();
        foreach (Hash32 hash in BlobVersionedHashes)
        {
            writer.Write(hash);
        }

        writer.EndList();
    }
}

/// <summary>An account and the storage slots of it that a transaction announces.</summary>
public sealed record AccessListEntry(Address Address, IReadOnlyList<Hash32> StorageKeys)
{
    internal static void WriteList(RlpWriter writer, IReadOnlyList<AccessListEntry> entries)
    {
        writer.BeginList();
        foreach (AccessListEntry entry in entries)
        {
            writer.BeginList();
            writer.Write(entry.Address);
            writer.BeginList();
            foreach (Hash32 key in entry.StorageKeys)
            {
                writer.Write(key);
            }

            writer.EndList();
            writer.EndList();
        }

        writer.EndList();
    }

    internal static IReadOnlyList<AccessListEntry> ReadList(ref RlpReader reader)
    {
        RlpReader list = reader.ReadList();
        var entries = new List<AccessListEntry>();
        while (!list.IsAtEnd)
        {
            RlpReader entry = list.ReadList();
            Address address = entry.ReadAddress();
            entries.Add(new AccessListEntry(address, TransactionReader.ReadHashes(ref entry)));
            entry.ExpectEnd();
        }

        return entries;
    }
}
