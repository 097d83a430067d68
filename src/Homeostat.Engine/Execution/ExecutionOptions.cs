namespace Homeostat.Engine.Execution;

/// <summary>How actions are carried out on a network.</summary>
/// <param name="GasLimit">Of each transaction [gas].</param>
/// <param name="BidShare">At most this share of pqR is bid for being first, so that bait cannot drain the gas wallet.</param>
/// <param name="StartShare">The first bid as a share of the highest; the rest is for replacements.</param>
/// <param name="MinPriorityFeeGwei">The least that is bid, &gt; 0.</param>
/// <param name="MaxPriorityFeeGwei">The most, whatever is at stake.</param>
/// <param name="PriorityRungs">How many different first bids there are, each of which is signed beforehand, ≥ 1.</param>
/// <param name="EtherUsd">What an ether is taken to cost when the bid is bounded [USD].</param>
/// <param name="MaxBaseFeeGwei">The most base fee that is paid however little is at stake.</param>
/// <param name="DeadlineBlocks">Blocks within which an action is to be mined, ≥ 1; its bid is highest by then.</param>
/// <param name="PrivateBlocks">Blocks that an action is left to the private endpoint alone before it goes everywhere.</param>
/// <param name="ReorgBlocks">An action is settled for good when so many blocks are on top of its own.</param>
/// <param name="SignsAhead">Whether the prepared actions are signed for the next block as soon as this one is dealt with.</param>
public sealed record ExecutionOptions(
    ulong GasLimit,
    double BidShare,
    double StartShare,
    double MinPriorityFeeGwei,
    double MaxPriorityFeeGwei,
    int PriorityRungs,
    double EtherUsd,
    double MaxBaseFeeGwei,
    int DeadlineBlocks,
    int PrivateBlocks,
    int ReorgBlocks,
    bool SignsAhead)
{
    public static ExecutionOptions Default { get; } = new(2_000_000, 0.001, 0.5, 2, 500, 4, 3_000, 200, 4, 1, 64, SignsAhead: true);
}
