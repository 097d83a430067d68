using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Execution.Fees;

/// <summary>What actions of one network offer, from what is at stake.</summary>
public sealed class FeeMarket(ExecutionOptions options)
{
    // EIP-1559.
    private const ulong ElasticityMultiplier = 2;
    private const ulong BaseFeeChangeDenominator = 8;

    /// <summary>
    /// A replacement must raise the tip too, even where only the base fee rose: this leaves room for five, (9/8)^5 &lt; 2,
    /// each of which doubles the base fee that is covered.
    /// </summary>
    private const double LeastRoom = 2;

    /// <summary>The priority fees that actions begin at, lowest first: few, so that each can be signed beforehand.</summary>
    public ImmutableArray<Wei> Rungs { get; } = [.. Enumerable.Range(0, options.PriorityRungs).Select(i => Rung(options, i))];

    /// <summary>The ladder of an action with this much at stake.</summary>
    /// <param name="stakeUsd">p·q·R [USD]: a share of it is the most that is bid, so that bait cannot drain the gas wallet.</param>
    public FeeLadder LadderFor(double stakeUsd)
    {
        var worthGwei = options.BidShare * stakeUsd / options.EtherUsd / options.GasLimit * 1e9;
        var capGwei = Math.Clamp(worthGwei, LeastRoom * options.MinPriorityFeeGwei, options.MaxPriorityFeeGwei);
        var start = FeeOffer.FromGwei(Math.Max(options.MinPriorityFeeGwei, capGwei * options.StartShare));
        return new FeeLadder(
            Rungs.LastOrDefault(r => r <= start, Rungs[0]),
            FeeOffer.FromGwei(capGwei),
            FeeOffer.FromGwei(Math.Max(options.MaxBaseFeeGwei, worthGwei)),
            options.DeadlineBlocks);
    }

    /// <summary>The base fee of the block on top of this one (EIP-1559); zero where there is none.</summary>
    public static Wei NextBaseFee(BlockHeader head)
    {
        if (head.BaseFeePerGas is not { } fee)
        {
            return Wei.Zero;
        }

        UInt256 target = head.GasLimit / ElasticityMultiplier;
        if (target.IsZero || head.GasUsed == target)
        {
            return fee;
        }

        UInt256 used = head.GasUsed;
        if (used > target)
        {
            var rise = UInt256.MulDiv(fee.Value, used - target, target) / BaseFeeChangeDenominator;
            return new Wei(fee.Value + UInt256.Max(rise, UInt256.One));
        }

        return new Wei(fee.Value - (UInt256.MulDiv(fee.Value, target - used, target) / BaseFeeChangeDenominator));
    }

    // From the least to the most in equal ratios.
    private static Wei Rung(ExecutionOptions options, int index)
    {
        var steps = Math.Max(1, options.PriorityRungs - 1);
        var ratio = options.MaxPriorityFeeGwei / options.MinPriorityFeeGwei;
        return FeeOffer.FromGwei(options.MinPriorityFeeGwei * Math.Pow(ratio, (double)index / steps));
    }
}
