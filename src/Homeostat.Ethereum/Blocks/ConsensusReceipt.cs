using Homeostat.Ethereum.Rlp;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Ethereum.Blocks;

/// <summary>A receipt as the header's receipts root commits to it: what a node cannot change without changing the root.</summary>
/// <param name="Type">EIP-2718 type; 0 for legacy, 0x7e for a deposit of an OP chain.</param>
/// <param name="Outcome">The status (EIP-658), or the 32-byte state root before Byzantium.</param>
/// <param name="Deposit">Deposit nonce and receipt version of an OP deposit since Canyon; null otherwise.</param>
public sealed record ConsensusReceipt(
    byte Type,
    ReadOnlyMemory<byte> Outcome,
    ulong CumulativeGasUsed,
    ReadOnlyMemory<byte> LogsBloom,
    IReadOnlyList<Log> Logs,
    (ulong Nonce, ulong Version)? Deposit)
{
    public const byte OptimismDeposit = 0x7e;

    /// <summary>The highest Ethereum type that is known: EIP-7702.</summary>
    public const byte LastEthereumType = 4;

    /// <summary>Whether this type's consensus encoding is known.</summary>
    public bool IsKnown => Type is <= LastEthereumType or OptimismDeposit;

    /// <summary>The item of the receipts trie: type byte (EIP-2718) and RLP list.</summary>
    public byte[] Encode()
    {
        var writer = new RlpWriter();
        if (Type != 0)
        {
            writer.WriteRaw([Type]);
        }

        writer.BeginList();
        writer.Write(Outcome.Span);
        writer.Write(CumulativeGasUsed);
        writer.Write(LogsBloom.Span);
        writer.BeginList();
        foreach (Log log in Logs)
        {
            WriteLog(writer, log);
        }

        writer.EndList();
        if (Deposit is var (nonce, version))
        {
            writer.Write(nonce);
            writer.Write(version);
        }

        writer.EndList();
        return writer.ToArray();
    }

    private static void WriteLog(RlpWriter writer, Log log)
    {
        writer.BeginList();
        writer.Write(log.Address);
        writer.BeginList();
        foreach (Hash32 topic in log.Topics)
        {
            writer.Write(topic);
        }

        writer.EndList();
        writer.Write(log.Data.Span);
        writer.EndList();
    }
}
