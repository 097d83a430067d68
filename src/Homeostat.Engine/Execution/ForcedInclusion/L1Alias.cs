using Homeostat.Ethereum;

namespace Homeostat.Engine.Execution.ForcedInclusion;

/// <summary>
/// Who an L1 contract is on an L2: its address plus an offset, so that it cannot pass for an L2 contract at the same address.
/// Key holders keep their address on the OP Stack; on Arbitrum's delayed inbox they keep it only in transactions that they
/// signed. Source: AddressAliasHelper, the same in @eth-optimism/contracts-bedrock and @arbitrum/nitro-contracts.
/// </summary>
public static class L1Alias
{
    private static readonly UInt256 Offset = Hash32.Parse("0x0000000000000000000000001111000000000000000000000000000000001111").ToUInt256();
    private static readonly UInt256 Modulus = UInt256.One << 160;

    public static Address Of(Address onL1) => AddressOf((onL1.ToWord().ToUInt256() + Offset) % Modulus);

    public static Address Undo(Address onL2) => AddressOf((onL2.ToWord().ToUInt256() + Modulus - Offset) % Modulus);

    private static Address AddressOf(UInt256 value) => new(value.ToHash32().ToBytes().AsSpan(12));
}
