using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Execution.Fees;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution.Arming;

/// <summary>
/// Whether each prepared action would succeed in the next block, asked of the head from the real signer. The balance is
/// looked at apart: eth_call checks it on some nodes only.
/// </summary>
internal sealed class ArmedProof(ExecutorSetup setup, FeeMarket market, TransactionMaker maker)
{
    /// <param name="waiting">Actions on their way, for which the balance must last too.</param>
    public async Task<Arms> RunAsync(ImmutableArray<PreparedAction> prepared, BlockRef head, int waiting, CancellationToken cancellation)
    {
        var batch = setup.Reader.Batch();
        var at = BlockTag.At(head.Hash);
        var nonce = batch.GetTransactionCount(setup.Signer.Address, BlockTag.Latest);
        var balance = batch.GetBalance(setup.Signer.Address, at);
        var block = batch.GetBlockByHash(head.Hash);
        var calls = prepared.Select(p => p.Actions.Select(a => batch.Call(Call(a), at)).ToImmutableArray()).ToImmutableArray();
        try
        {
            await batch.SendAsync(cancellation).ConfigureAwait(false);
            var header = block.Value?.Header ?? throw new RpcMalformedException($"The node does not know block {head.Hash}, its own head.");
            var signer = new SignerState(nonce.Value, balance.Value, FeeMarket.NextBaseFee(header), header.GasLimit);
            setup.Metrics.Balance(signer.Balance);
            return new Arms(signer, [.. prepared.Zip(calls, (p, c) => Judge(p, c, signer, waiting, head))]);
        }
        catch (EthereumRpcException silent)
        {
            return new Arms(null, [.. prepared.Select(p => Say(p, head, (UnarmedReason.Unknown, $"it could not be simulated: {silent.Message}")))]);
        }
    }

    private Simulation Judge(PreparedAction prepared, ImmutableArray<BatchAnswer<byte[]>> calls, SignerState signer, int waiting, BlockRef head)
    {
        var refused = calls.Select(c => c.Error).FirstOrDefault(e => e is not null);
        return Say(prepared, head, refused is not null ? Refusal(refused) : Unpayable(signer, prepared.Actions.Length + waiting));
    }

    private (UnarmedReason, string)? Unpayable(SignerState signer, int transactions)
    {
        if (setup.Options.GasLimit > signer.BlockGasLimit)
        {
            return (UnarmedReason.Gas, $"its transaction allows {setup.Options.GasLimit} gas, a block holds {signer.BlockGasLimit}");
        }

        // The least that it could be sent with: a signer that cannot pay for that can pay for nothing.
        var least = market.LadderFor(0).At(0, signer.BaseFee).Max * setup.Options.GasLimit * (ulong)transactions;
        return signer.Balance < least
            ? (UnarmedReason.Balance, FormattableString.Invariant(
                $"{setup.Signer.Address} has {Ether(signer.Balance):0.######} ether and needs {Ether(least):0.######} for {transactions} transactions"))
            : null;
    }

    private static (UnarmedReason, string) Refusal(RpcException refused)
    {
        var isGas = refused.RevertData is null && refused.Message.Contains("gas", StringComparison.OrdinalIgnoreCase);
        var reason = refused.RevertData is { Length: > 0 } data
            ? $"{refused.Message} ({RevertReason.Decode(data.Span)})"
            : refused.Message;
        return (isGas ? UnarmedReason.Gas : UnarmedReason.Reverts, reason);
    }

    private Simulation Say(PreparedAction prepared, BlockRef head, (UnarmedReason Reason, string Text)? failure)
    {
        setup.Metrics.Armed($"{prepared.Rung}@{prepared.Scope}", failure?.Reason);
        return new Simulation(prepared.Scope, prepared.Rung, head, failure is null, failure?.Text ?? "");
    }

    private CallRequest Call(ContainmentAction action)
    {
        var transaction = maker.Make(action, 0, default);
        return new CallRequest(transaction.To, transaction.Data) { From = setup.Signer.Address, Gas = transaction.GasLimit };
    }

    private static double Ether(Wei wei) => wei.Value.ToDouble() / 1e18;
}

/// <summary>What a block says of the signer.</summary>
/// <param name="Nonce">Transactions of it that the chain has included.</param>
/// <param name="BaseFee">Of the next block [wei per gas].</param>
internal sealed record SignerState(ulong Nonce, Wei Balance, Wei BaseFee, ulong BlockGasLimit);

/// <param name="Signer">Null when the node did not say.</param>
internal sealed record Arms(SignerState? Signer, ImmutableArray<Simulation> Simulations);
