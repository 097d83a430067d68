using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Engine.Execution.ForcedInclusion;

/// <summary>
/// Arbitrum's way in through L1: a message in the delayed inbox, and, if the sequencer has not taken it by the time that
/// the rollup allows, a second call by anybody that forces it. Source: @arbitrum/nitro-contracts Inbox, Bridge,
/// SequencerInbox.
/// </summary>
public static class ArbitrumInbox
{
    /// <summary>Kind of an L2 message that holds a transaction signed by its sender (arbos, L2MessageKind_SignedTx).</summary>
    private const byte SignedTransactionKind = 4;

    private static readonly AbiFunction SendL2Message = AbiFunction.Parse("sendL2Message(bytes)");
    private static readonly AbiFunction SendUnsigned = AbiFunction.Parse("sendUnsignedTransaction(uint256,uint256,uint256,address,uint256,bytes)");
    private static readonly AbiFunction SendContract = AbiFunction.Parse("sendContractTransaction(uint256,uint256,address,uint256,bytes)");
    private static readonly AbiFunction CreateRetryable = AbiFunction.Parse(
        "createRetryableTicket(address,uint256,uint256,address,address,uint256,uint256,bytes)");

    private static readonly AbiFunction ForceInclusion = AbiFunction.Parse(
        "forceInclusion(uint256,uint8,uint64[2],uint256,address,bytes32)");

    private static readonly AbiEvent MessageDelivered = AbiEvent.Parse(
        "MessageDelivered(uint256 indexed messageIndex, bytes32 indexed beforeInboxAcc, address inbox, uint8 kind, address sender, bytes32 messageDataHash, uint256 baseFeeL1, uint64 timestamp)");

    /// <summary>
    /// A transaction that its sender signed for the L2. The only one of these that keeps the address of whoever holds the
    /// key, so the one that a role on the L2 can be used with.
    /// </summary>
    public static byte[] EncodeSigned(SignedTransaction onL2) =>
        SendL2Message.EncodeCall((byte[])[SignedTransactionKind, .. onL2.Raw]);

    /// <summary>A transaction of the caller's alias with a nonce there.</summary>
    public static byte[] EncodeUnsigned(ulong gasLimit, Wei maxFeePerGas, ulong nonce, Address to, ReadOnlyMemory<byte> data) =>
        SendUnsigned.EncodeCall(gasLimit, maxFeePerGas.Value, nonce, to, 0, data);

    /// <summary>A transaction of the caller's alias, as a contract sends it: without a nonce.</summary>
    public static byte[] EncodeContract(ulong gasLimit, Wei maxFeePerGas, Address to, ReadOnlyMemory<byte> data) =>
        SendContract.EncodeCall(gasLimit, maxFeePerGas.Value, to, 0, data);

    /// <summary>A ticket of the caller's alias that is tried at once and can be tried again for a week; paid for on L1.</summary>
    /// <param name="refund">Who gets on the L2 what is not used.</param>
    public static byte[] EncodeRetryable(
        Address to, Wei maxSubmissionCost, Address refund, ulong gasLimit, Wei maxFeePerGas, ReadOnlyMemory<byte> data) =>
        CreateRetryable.EncodeCall(to, 0, maxSubmissionCost.Value, refund, refund, gasLimit, maxFeePerGas.Value, data);

    public static bool IsDelivery(Log log) => MessageDelivered.Matches(log.Topics);

    /// <summary>The delayed message that a log of the bridge tells of.</summary>
    /// <exception cref="EthereumFormatException">It is not such a log.</exception>
    public static DelayedMessage Read(Log log)
    {
        var values = MessageDelivered.Decode(log.Topics, log.Data.Span);
        return new DelayedMessage(
            values[0].AsUInt64(),
            (byte)values[3].AsUInt64(),
            values[4].AsAddress(),
            values[5].AsHash32(),
            values[6].AsUInt256(),
            log.BlockNumber,
            values[7].AsUInt64());
    }

    /// <summary>Forces every delayed message up to this one into the chain; reverts while the sequencer still has time.</summary>
    public static byte[] EncodeForceInclusion(DelayedMessage message) => ForceInclusion.EncodeCall(
        message.Index + 1,
        (int)message.Kind,
        AbiValue.Array(message.L1Block.Value, message.Timestamp),
        message.BaseFeeL1,
        message.Sender,
        message.DataHash);

    /// <summary>A message that waits in the delayed inbox.</summary>
    /// <param name="Index">From 0.</param>
    /// <param name="Sender">The caller's alias.</param>
    /// <param name="BaseFeeL1">[wei per gas]</param>
    /// <param name="Timestamp">[unix s]</param>
    public sealed record DelayedMessage(
        ulong Index, byte Kind, Address Sender, Hash32 DataHash, UInt256 BaseFeeL1, BlockNumber L1Block, ulong Timestamp);
}
