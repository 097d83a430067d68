using Homeostat.Engine.Networks;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Transactions;

namespace Homeostat.Engine.Execution.ForcedInclusion;

/// <summary>What to call on L1 so that a transaction of the engine's key takes place on the L2 without its sequencer.</summary>
/// <param name="To">The inbox.</param>
/// <param name="Delay">After which it has taken place for certain, a second call included where one is needed.</param>
/// <param name="NeedsForcing">Whether anybody must call once more after the delay.</param>
public sealed record ForcedWay(Address To, byte[] Data, TimeSpan Delay, bool NeedsForcing)
{
    /// <summary>The same key calls on L1; on both kinds of L2 it then acts there under its own address.</summary>
    /// <param name="onL2">The action's transaction, signed for the L2.</param>
    public static ForcedWay Of(ForcedInclusionPath path, SignedTransaction onL2)
    {
        var transaction = onL2.Transaction;
        var to = transaction.To ?? throw new ArgumentException("an action does not create contracts", nameof(onL2));
        return path.Kind switch
        {
            ForcedInclusionKind.Op => new ForcedWay(
                path.Inbox,
                OptimismPortal.EncodeDeposit(to, Math.Max(transaction.GasLimit, OptimismPortal.LeastGas(transaction.Data.Length)), transaction.Data),
                path.Delay,
                NeedsForcing: false),
            ForcedInclusionKind.Arbitrum => new ForcedWay(path.Inbox, ArbitrumInbox.EncodeSigned(onL2), path.Delay, NeedsForcing: true),
            _ => throw new ArgumentOutOfRangeException(nameof(path), path.Kind, "unknown kind"),
        };
    }
}
