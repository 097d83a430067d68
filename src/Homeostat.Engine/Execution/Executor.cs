using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Engine.Execution;

/// <summary>
/// Carries actions out from one key with a nonce lane of its own: signs, sends, replaces what was not mined in the next
/// block, and reads the effect again once it was. One logical action may be many transactions; the contracts take the
/// first and ignore the rest by the action's id.
/// </summary>
public sealed class Executor(
    EthereumClient client,
    ProtocolDefinition protocol,
    PrivateKey key,
    ulong chainId,
    ExecutionOptions options)
{
    private const ulong Gas = 2_000_000;
    private const double Gwei = 1e9;

    private static readonly Dictionary<Address, AccountOverride> NoOverrides = [];

    private readonly List<Lane> _inFlight = [];
    private ulong _nonce;

    /// <summary>Reads the nonce that the lane begins at.</summary>
    public async Task StartAsync(CancellationToken cancellation) =>
        _nonce = await client.GetTransactionCountAsync(key.Address, BlockTag.Pending, cancellation).ConfigureAwait(false);

    /// <summary>Signs and hands over; a node that refuses is an outcome, not an exception.</summary>
    public async Task<ActionOutcome> SendAsync(ContainmentAction action, Decision decision, CancellationToken cancellation)
    {
        var lane = new Lane(action, decision, _nonce++, Bid(decision), decision.Block.Number);
        _inFlight.Add(lane);
        return await TransmitAsync(lane, decision.Block, cancellation).ConfigureAwait(false);
    }

    /// <summary>What became of the actions in flight, as of this block.</summary>
    public async Task<ImmutableArray<ActionOutcome>> SettleAsync(BlockRef block, CancellationToken cancellation)
    {
        var outcomes = ImmutableArray.CreateBuilder<ActionOutcome>();
        foreach (var lane in _inFlight.ToList())
        {
            var receipt = await ReceiptAsync(lane, cancellation).ConfigureAwait(false);
            if (receipt is not null)
            {
                _inFlight.Remove(lane);
                outcomes.Add(await JudgeAsync(lane, receipt, cancellation).ConfigureAwait(false));
            }
            else if (block.Number > lane.SentAt)
            {
                lane.PriorityFeeGwei *= options.ReplacementBump;
                lane.SentAt = block.Number;
                outcomes.Add(await TransmitAsync(lane, block, cancellation).ConfigureAwait(false));
            }
        }

        return outcomes.DrainToImmutable();
    }

    /// <summary>Simulates the prepared actions from the real signer on the head; null when all would succeed.</summary>
    public async Task<string?> WhyUnarmedAsync(PreparedAction prepared, BlockRef head, CancellationToken cancellation)
    {
        foreach (var action in prepared.Actions)
        {
            var (to, data) = GuardContracts.Encode(action, protocol);
            try
            {
                await client.CallAsync(new CallRequest(to, data) { From = key.Address }, BlockTag.At(head.Hash), NoOverrides, cancellation).ConfigureAwait(false);
            }
            catch (RpcException refused)
            {
                return refused.Message;
            }
        }

        return null;
    }

    private double Bid(Decision decision)
    {
        var worthUsd = options.BidShare * decision.P * decision.Q * decision.ReachableUsd;
        var gwei = worthUsd / options.EtherUsd / Gas * Gwei;
        return Math.Clamp(gwei, options.MinPriorityFeeGwei, options.MaxPriorityFeeGwei);
    }

    private async Task<ActionOutcome> TransmitAsync(Lane lane, BlockRef block, CancellationToken cancellation)
    {
        var (to, data) = GuardContracts.Encode(lane.Action, protocol);
        UInt256 priority = (ulong)(lane.PriorityFeeGwei * Gwei);
        var signed = new FeeMarketTransaction
        {
            ChainId = chainId,
            Nonce = lane.Nonce,
            MaxPriorityFeePerGas = new Wei(priority),
            MaxFeePerGas = new Wei(priority + (ulong)(options.MaxBaseFeeGwei * Gwei)),
            GasLimit = Gas,
            To = to,
            Data = data,
        }.Sign(key);
        lane.Hashes.Add(signed.Hash);
        try
        {
            await client.SendRawTransactionAsync(signed.Raw, cancellation).ConfigureAwait(false);
            return new ActionOutcome(
                lane.Action.Id, ActionStatus.Sent, block, 0, false, FormattableString.Invariant($"{Name(lane.Action)} sent with nonce {lane.Nonce} at {lane.PriorityFeeGwei:0.##} gwei priority"));
        }
        catch (RpcException refused)
        {
            return new ActionOutcome(lane.Action.Id, ActionStatus.Failed, block, 0, false, $"{Name(lane.Action)} was refused by the node: {refused.Message}");
        }
    }

    private async Task<TransactionReceipt?> ReceiptAsync(Lane lane, CancellationToken cancellation)
    {
        foreach (var hash in lane.Hashes)
        {
            if (await client.GetTransactionReceiptAsync(hash, cancellation).ConfigureAwait(false) is { } receipt)
            {
                return receipt;
            }
        }

        return null;
    }

    private async Task<ActionOutcome> JudgeAsync(Lane lane, TransactionReceipt receipt, CancellationToken cancellation)
    {
        var block = new BlockRef(receipt.BlockNumber.Value, receipt.BlockHash);
        if (!receipt.Succeeded)
        {
            return new ActionOutcome(lane.Action.Id, ActionStatus.Failed, block, (long)receipt.GasUsed, false, $"{Name(lane.Action)} reverted in block {block.Number}");
        }

        var broken = await PostCondition.WhyBrokenAsync(client, protocol, lane.Action, block, cancellation).ConfigureAwait(false);
        return new ActionOutcome(
            lane.Action.Id,
            ActionStatus.Included,
            block,
            (long)receipt.GasUsed,
            broken is null,
            broken is null
                ? FormattableString.Invariant($"{Name(lane.Action)} holds, read again at its block ({receipt.GasUsed:n0} gas)")
                : $"{Name(lane.Action)} was mined but does not hold: {broken}");
    }

    private static string Name(ContainmentAction action) => action switch
    {
        ContainmentAction.Restrict r => $"restriction of {r.Blocks} on {r.Scope}",
        ContainmentAction.ContainCode => "rollback and suspension of the upgrader",
        _ => action.GetType().Name,
    };

    /// <summary>One logical action and the transactions made of it.</summary>
    private sealed class Lane(ContainmentAction action, Decision decision, ulong nonce, double priorityFeeGwei, ulong sentAt)
    {
        public ContainmentAction Action => action;

        public Decision Decision => decision;

        public ulong Nonce => nonce;

        public double PriorityFeeGwei { get; set; } = priorityFeeGwei;

        public ulong SentAt { get; set; } = sentAt;

        public List<Hash32> Hashes { get; } = [];
    }
}
