namespace Homeostat.Core.Policy;

/// <summary>
/// Act iff qR &gt; C₁ and p &gt; p*, with p* = C₀ / (C₀ + qR − C₁).
/// Acting costs C₀ if the alarm is false and C₁ + (1 − q)R if it is true; waiting costs R if it is true. Acting is
/// cheaper in expectation exactly when (1 − p)C₀ &lt; p(qR − C₁).
/// </summary>
public static class DecisionRule
{
    /// <summary>
    /// p*, in [0, 1]. 1 where acting cannot pay (qR ≤ C₁, hence also R = 0 or q = 0); 0 where acting costs nothing.
    /// </summary>
    /// <param name="costFalse">C₀ ≥ 0 [USD].</param>
    /// <param name="costTrue">C₁ ≥ 0 [USD].</param>
    /// <param name="q">Probability in [0, 1] that the action lands in time.</param>
    /// <param name="reachable">R ≥ 0 [USD].</param>
    public static double Threshold(double costFalse, double costTrue, double q, double reachable)
    {
        Require(costFalse >= 0 && double.IsFinite(costFalse), nameof(costFalse), costFalse, "a finite number ≥ 0");
        Require(costTrue >= 0 && double.IsFinite(costTrue), nameof(costTrue), costTrue, "a finite number ≥ 0");
        Require(q is >= 0 and <= 1, nameof(q), q, "in [0, 1]");
        Require(reachable >= 0 && double.IsFinite(reachable), nameof(reachable), reachable, "a finite number ≥ 0");
        var gain = (q * reachable) - costTrue;
        return gain <= 0 ? 1 : costFalse / (costFalse + gain);
    }

    public static bool Act(double p, double costFalse, double costTrue, double q, double reachable) =>
        (q * reachable) > costTrue && p > Threshold(costFalse, costTrue, q, reachable);

    /// <summary>Expected cost of acting, (1 − p)C₀ + p(C₁ + (1 − q)R) [USD]; rungs are compared by it.</summary>
    public static double ExpectedCost(double p, double costFalse, double costTrue, double q, double reachable) =>
        ((1 - p) * costFalse) + (p * (costTrue + ((1 - q) * reachable)));

    private static void Require(bool holds, string name, double value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"must be {allowed}");
        }
    }
}
