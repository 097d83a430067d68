namespace Homeostat.Core.Detection.PriceDeviation;

/// <summary>A price too far from a market's moving average.</summary>
/// <param name="Rule">The rule's place among the rules.</param>
/// <param name="Average">The average before this price, which does not move it.</param>
public readonly record struct PriceDeviationAlert(int Rule, int Market, double Price, double Average)
{
    /// <summary>(P − m) / m.</summary>
    public double Deviation => (Price - Average) / Average;
}
