using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rlp;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Ethereum.Blocks;

/// <summary>
/// Recomputes the hash of a header: Keccak-256 of the RLP list of its fields (yellow paper, 4.3; the fields after the nonce
/// by EIP-1559, 4895, 4844, 4788 and 7685, in this order).
/// </summary>
public static class HeaderHash
{
    /// <summary>Whether the hash that the node gave is that of the fields that it gave.</summary>
    public static HeaderCheck Check(BlockHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header.Seal is not { } seal)
        {
            return HeaderCheck.NotCheckable;
        }

        if (Compute(header, seal) == header.Hash)
        {
            return HeaderCheck.Matches;
        }

        return seal.HasUnknownFields ? HeaderCheck.NotCheckable : HeaderCheck.Differs;
    }

    public static Hash32 Compute(BlockHeader header, HeaderSeal seal)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(seal);
        var writer = new RlpWriter();
        writer.BeginList();
        WriteFrontier(writer, header, seal);
        WriteForks(writer, header, seal);
        writer.EndList();
        return Keccak256.Hash(writer.WrittenSpan);
    }

    private static void WriteFrontier(RlpWriter writer, BlockHeader header, HeaderSeal seal)
    {
        writer.Write(header.ParentHash);
        writer.Write(seal.OmmersHash);
        writer.Write(header.Miner);
        writer.Write(header.StateRoot);
        writer.Write(header.TransactionsRoot);
        writer.Write(header.ReceiptsRoot);
        writer.Write(header.LogsBloom.Span);
        writer.Write(seal.Difficulty);
        writer.Write(header.Number.Value);
        writer.Write(header.GasLimit);
        writer.Write(header.GasUsed);
        writer.Write(header.Timestamp);
        writer.Write(seal.ExtraData.Span);
        writer.Write(seal.MixHash);
        writer.Write(seal.Nonce.Span);
    }

    private static void WriteForks(RlpWriter writer, BlockHeader header, HeaderSeal seal)
    {
        if (header.BaseFeePerGas is { } baseFee)
        {
            writer.Write(baseFee.Value);
        }

        WriteOptional(writer, seal.WithdrawalsRoot);
        WriteOptional(writer, seal.BlobGasUsed);
        WriteOptional(writer, seal.ExcessBlobGas);
        WriteOptional(writer, seal.ParentBeaconBlockRoot);
        WriteOptional(writer, seal.RequestsHash);
    }

    private static void WriteOptional(RlpWriter writer, Hash32? value)
    {
        if (value is { } hash)
        {
            writer.Write(hash);
        }
    }

    private static void WriteOptional(RlpWriter writer, ulong? value)
    {
        if (value is { } number)
        {
            writer.Write(number);
        }
    }
}
