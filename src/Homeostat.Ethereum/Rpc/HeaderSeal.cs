namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// The fields of a header that are read only to recompute its hash. Each that is null came with a later fork: withdrawals
/// (EIP-4895, Shanghai), blobs (EIP-4844) and beacon root (EIP-4788, Cancun), requests (EIP-7685, Prague).
/// </summary>
/// <param name="Nonce">8 bytes; zero since the Merge.</param>
/// <param name="HasUnknownFields">The node's answer has fields that this list does not know; the hash may cover them.</param>
public sealed record HeaderSeal(
    Hash32 OmmersHash,
    UInt256 Difficulty,
    ReadOnlyMemory<byte> ExtraData,
    Hash32 MixHash,
    ReadOnlyMemory<byte> Nonce,
    Hash32? WithdrawalsRoot,
    ulong? BlobGasUsed,
    ulong? ExcessBlobGas,
    Hash32? ParentBeaconBlockRoot,
    Hash32? RequestsHash,
    bool HasUnknownFields);
