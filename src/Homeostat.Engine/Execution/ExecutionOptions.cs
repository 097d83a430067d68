namespace Homeostat.Engine.Execution;

/// <param name="BidShare">At most this share of pqR is bid for being first, so that bait cannot drain the gas wallet.</param>
/// <param name="MinPriorityFeeGwei">The least that is bid.</param>
/// <param name="MaxPriorityFeeGwei">The most, whatever is at stake.</param>
/// <param name="EtherUsd">What an ether is taken to cost when the bid is bounded [USD].</param>
/// <param name="MaxBaseFeeGwei">Head room for a rising base fee.</param>
/// <param name="ReplacementBump">Factor on the fees of a transaction that was not mined in the next block.</param>
public sealed record ExecutionOptions(
    double BidShare,
    double MinPriorityFeeGwei,
    double MaxPriorityFeeGwei,
    double EtherUsd,
    double MaxBaseFeeGwei,
    double ReplacementBump)
{
    public static ExecutionOptions Default { get; } = new(0.001, 2, 500, 3000, 200, 1.25);
}
