using Homeostat.Core.Chain;

namespace Homeostat.Core.Detection.PriceDeviation;

/// <summary>One rule: which prices it watches, how its average moves, and how far a price may be from it.</summary>
/// <param name="Slug">Unique among the rules of a protocol.</param>
/// <param name="Smoothing">α in m ← m + α(P − m), above 0 and at most 1.</param>
/// <param name="Threshold">An alert is |P − m| > threshold·|m|.</param>
public sealed record PriceDeviationOptions(string Slug, PriceKind Kind, double Smoothing, double Threshold);
