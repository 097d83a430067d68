using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Execution.Fees;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Engine.Execution;

/// <summary>From an action to the transaction that carries it out.</summary>
internal sealed class TransactionMaker(ProtocolDefinition protocol, ulong chainId, ExecutionOptions options)
{
    public Transaction Make(ContainmentAction action, ulong nonce, FeeOffer offer)
    {
        var (to, data) = GuardContracts.Encode(action, protocol);
        return new FeeMarketTransaction
        {
            ChainId = chainId,
            Nonce = nonce,
            MaxPriorityFeePerGas = offer.Priority,
            MaxFeePerGas = offer.Max,
            GasLimit = options.GasLimit,
            To = to,
            Data = data,
        };
    }

    /// <summary>
    /// The forms that a prepared action may take when it is decided: which proxy runs rogue code is not known before, and
    /// more than one at once is rare.
    /// </summary>
    public IEnumerable<ContainmentAction> Variants(ContainmentAction action) => action is ContainmentAction.ContainCode code
        ? [code, .. protocol.Proxies.Select(p => code with { Proxies = [p] })]
        : [action];
}
