namespace Homeostat.Ethereum.Rpc;

/// <summary>The header of a block, as far as this project reads it. Timestamp: Unix seconds. LogsBloom: 256 bytes.</summary>
public sealed record BlockHeader(
    BlockNumber Number,
    Hash32 Hash,
    Hash32 ParentHash,
    ulong Timestamp,
    Wei? BaseFeePerGas,
    ulong GasUsed,
    ulong GasLimit,
    ReadOnlyMemory<byte> LogsBloom,
    Address Miner,
    Hash32 StateRoot,
    Hash32 TransactionsRoot,
    Hash32 ReceiptsRoot)
{
    /// <summary>What else the hash covers; null when the node left out a field that it always covers.</summary>
    public HeaderSeal? Seal { get; init; }
}

/// <summary>A header and the hashes of the block's transactions in their order.</summary>
public sealed record Block(BlockHeader Header, IReadOnlyList<Hash32> TransactionHashes);

/// <summary>A log of a mined transaction. LogIndex counts within the block. Removed: the block has left the chain.</summary>
public sealed record Log(
    Address Address,
    IReadOnlyList<Hash32> Topics,
    ReadOnlyMemory<byte> Data,
    BlockNumber BlockNumber,
    Hash32 BlockHash,
    Hash32 TransactionHash,
    uint TransactionIndex,
    uint LogIndex,
    bool Removed);

/// <summary>What became of a mined transaction. ContractAddress is set when it created a contract.</summary>
public sealed record TransactionReceipt(
    Hash32 TransactionHash,
    uint TransactionIndex,
    BlockNumber BlockNumber,
    Hash32 BlockHash,
    Address From,
    Address? To,
    bool Succeeded,
    ulong GasUsed,
    Wei EffectiveGasPrice,
    Address? ContractAddress,
    IReadOnlyList<Log> Logs);

/// <summary>A transaction as a node shows it, mined or pending: BlockNumber is null while it is pending.</summary>
public sealed record TransactionView(
    Hash32 Hash,
    Address From,
    Address? To,
    ReadOnlyMemory<byte> Input,
    Wei Value,
    ulong Nonce,
    ulong Gas,
    Wei? GasPrice,
    Wei? MaxFeePerGas,
    Wei? MaxPriorityFeePerGas,
    BlockNumber? BlockNumber,
    Hash32? BlockHash,
    uint? TransactionIndex);
