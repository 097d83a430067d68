using Homeostat.Ethereum;

namespace Homeostat.Engine.Execution.Fees;

/// <summary>
/// What an action offers, as a function of the blocks that it has waited:
/// <code>
/// priority(i) = start + (cap − start) · min(1, i / width),   width = max(1, deadline − 1)
/// max(i)      = 2 · base fee + priority(i), at most cap of the base fee + cap
/// i         blocks since it was first sent
/// deadline  blocks within which it must be mined
/// </code>
/// The width is one less than the deadline, so that the cap is on offer for the deadline's own block and not from the one
/// after it on (the model is lnd's linear fee function, sweep/fee_function.go, and the width is what its issue 8741 was
/// about). Twice the base fee outlasts five full blocks, (9/8)^5 &lt; 2 (EIP-1559).
/// </summary>
/// <param name="Start">First priority fee [wei per gas].</param>
/// <param name="Cap">Most priority fee that what is at stake is worth [wei per gas].</param>
/// <param name="BaseFeeCap">Most base fee that is paid [wei per gas].</param>
/// <param name="DeadlineBlocks">At least 1.</param>
public sealed record FeeLadder(Wei Start, Wei Cap, Wei BaseFeeCap, int DeadlineBlocks)
{
    /// <summary>The most that can ever be offered.</summary>
    public FeeOffer Top => new(Cap, BaseFeeCap + Cap);

    /// <summary>What is offered after so many blocks.</summary>
    /// <param name="baseFee">Of the block that is to include it [wei per gas].</param>
    public FeeOffer At(ulong waited, Wei baseFee) => Offer(PriorityAt(waited), baseFee);

    /// <summary>
    /// What replaces a transaction that was not mined: what is due after so many blocks, and at least what nodes take as
    /// a replacement. Null when the cap is below that: more is not worth it, and the one on its way is the best offer.
    /// </summary>
    public FeeOffer? Replacing(FeeOffer sent, ulong waited, Wei baseFee) => AtLeast(sent.LeastReplacement, At(waited, baseFee));

    /// <summary>Twice as much as what a node found too little; null when the cap is below its least replacement.</summary>
    public FeeOffer? Doubling(FeeOffer refused, Wei baseFee) => AtLeast(
        refused.LeastReplacement,
        new FeeOffer(Lesser(new Wei(refused.Priority.Value * 2), Cap), Lesser(new Wei(refused.Max.Value * 2), Top.Max)));

    /// <summary>An offer with this priority fee.</summary>
    public FeeOffer Offer(Wei priority, Wei baseFee) => new(priority, Lesser(new Wei(baseFee.Value * 2), BaseFeeCap) + priority);

    private FeeOffer? AtLeast(FeeOffer least, FeeOffer wanted)
    {
        var offer = new FeeOffer(Greater(least.Priority, wanted.Priority), Greater(least.Max, wanted.Max));
        return offer.Priority <= Cap && offer.Max <= Top.Max ? offer : null;
    }

    private Wei PriorityAt(ulong waited)
    {
        var width = (ulong)Math.Max(1, DeadlineBlocks - 1);
        return waited >= width ? Cap : Start + new Wei((Cap - Start).Value * waited / width);
    }

    private static Wei Lesser(Wei left, Wei right) => left < right ? left : right;

    private static Wei Greater(Wei left, Wei right) => left > right ? left : right;
}
