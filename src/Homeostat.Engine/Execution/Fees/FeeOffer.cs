using Homeostat.Ethereum;

namespace Homeostat.Engine.Execution.Fees;

/// <summary>What a transaction offers for a unit of gas (EIP-1559).</summary>
/// <param name="Priority">Tip to whoever orders the block [wei per gas].</param>
/// <param name="Max">Most that is paid in all, base fee included [wei per gas].</param>
public readonly record struct FeeOffer(Wei Priority, Wei Max)
{
    /// <summary>
    /// Nodes ask for a tenth more on both fields before they replace a transaction (geth's and erigon's price bump); an
    /// eighth is above that whatever the rounding.
    /// </summary>
    public FeeOffer LeastReplacement => new(Raised(Priority), Raised(Max));

    /// <summary>Whether a node that holds the other one would take this one in its place.</summary>
    public bool Replaces(FeeOffer other) => Priority >= other.LeastReplacement.Priority && Max >= other.LeastReplacement.Max;

    public override string ToString() => FormattableString.Invariant($"{Gwei(Priority):0.##} gwei priority, {Gwei(Max):0.##} gwei at most");

    internal static double Gwei(Wei wei) => wei.Value.ToDouble() / 1e9;

    internal static Wei FromGwei(double gwei) => new((UInt256)(UInt128)(Math.Max(0, gwei) * 1e9));

    // Rounded up, so that even the smallest fee grows.
    private static Wei Raised(Wei fee) => new(((fee.Value * 9) + 7) / 8);
}
