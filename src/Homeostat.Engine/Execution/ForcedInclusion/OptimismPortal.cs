using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rlp;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution.ForcedInclusion;

/// <summary>
/// The OP Stack's way in through L1: a deposit is in the L2 when its sequencing window closes at the latest, whoever
/// sequences, and needs no second step. Source: @eth-optimism/contracts-bedrock OptimismPortal; specs, "deposits".
/// </summary>
public static class OptimismPortal
{
    private const byte DepositType = 0x7E;

    // mint (32), value (32), gas limit (8), is creation (1), then the data: abi.encodePacked, version 0.
    private const int GasAt = 64;
    private const int CreationAt = 72;
    private const int DataAt = 73;

    private static readonly AbiFunction DepositTransaction = AbiFunction.Parse("depositTransaction(address,uint256,uint64,bool,bytes)");
    private static readonly AbiEvent TransactionDeposited = AbiEvent.Parse(
        "TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes opaqueData)");

    /// <summary>A call on the L2 with the sender's own rights there and no value.</summary>
    public static byte[] EncodeDeposit(Address to, ulong gasLimit, ReadOnlyMemory<byte> data) =>
        DepositTransaction.EncodeCall(to, 0, gasLimit, false, data);

    /// <summary>The least gas limit that the portal takes for so many bytes of data.</summary>
    public static ulong LeastGas(int dataLength) => ((ulong)dataLength * 16) + 21_000;

    public static bool IsDeposit(Log log) => TransactionDeposited.Matches(log.Topics);

    /// <summary>The deposit that a log of the portal tells of.</summary>
    /// <exception cref="EthereumFormatException">It is not such a log, or another version of it.</exception>
    public static Deposit Read(Log log)
    {
        var values = TransactionDeposited.Decode(log.Topics, log.Data.Span);
        var opaque = values[3].AsBytes();
        if (!values[2].AsUInt256().IsZero || opaque.Length < DataAt)
        {
            throw new EthereumFormatException($"A deposit of version {values[2].AsUInt256()} with {opaque.Length} bytes is not known.");
        }

        var bytes = opaque.Span;
        return new Deposit(
            SourceHash(log.BlockHash, log.LogIndex),
            values[0].AsAddress(),
            bytes[CreationAt] != 0 ? null : values[1].AsAddress(),
            UInt256.FromBigEndian(bytes[..32]),
            UInt256.FromBigEndian(bytes[32..GasAt]),
            (ulong)UInt256.FromBigEndian(bytes[GasAt..CreationAt]),
            opaque[DataAt..]);
    }

    /// <summary>keccak256(0 ‖ keccak256(L1 block hash ‖ log index)): what makes every deposit's hash its own.</summary>
    private static Hash32 SourceHash(Hash32 block, uint logIndex) => Keccak256.Hash(
        [.. Hash32.Zero.ToBytes(), .. Keccak256.Hash([.. block.ToBytes(), .. ((UInt256)logIndex).ToHash32().ToBytes()]).ToBytes()]);

    /// <summary>A transaction that the L2 must include.</summary>
    /// <param name="From">On the L2; an L1 contract's is its alias.</param>
    /// <param name="To">Null creates a contract.</param>
    /// <param name="Mint">Added to the sender's balance first [wei].</param>
    public sealed record Deposit(Hash32 SourceHash, Address From, Address? To, UInt256 Mint, UInt256 Value, ulong GasLimit, ReadOnlyMemory<byte> Data)
    {
        /// <summary>Its hash on the L2, by which it is found there.</summary>
        public Hash32 Hash
        {
            get
            {
                var writer = new RlpWriter();
                writer.WriteRaw([DepositType]);
                writer.BeginList();
                writer.Write(SourceHash);
                writer.Write(From);
                writer.Write(To is { } to ? to.ToBytes() : []);
                writer.Write(Mint);
                writer.Write(Value);
                writer.Write(GasLimit);
                writer.Write(0UL);
                writer.Write(Data.Span);
                writer.EndList();
                return Keccak256.Hash(writer.WrittenSpan);
            }
        }
    }
}
