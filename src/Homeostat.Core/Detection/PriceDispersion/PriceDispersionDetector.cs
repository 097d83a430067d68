using System.Globalization;
using Homeostat.Core.Chain;

namespace Homeostat.Core.Detection.PriceDispersion;

/// <summary>Allowance for honest lag before a gap counts, in multiples of σ√τ.</summary>
/// <param name="StalenessSigmas">k in max(0, |ln(P/P̃)| − kσ√τ).</param>
/// <param name="StalenessSeconds">τ: how far an honest price may lag behind the venues [s].</param>
/// <param name="QuorumVenues">Fewer fresh venues than this, and the block is unverifiable.</param>
public sealed record PriceDispersionOptions(double StalenessSigmas, double StalenessSeconds, int QuorumVenues);

/// <summary>
/// Score s = max(0, |d| − kσ√τ), a log-ratio. With P the protocol's price, P̃ the median of the venues outside it, σ their
/// volatility and the gap g = ln(P/P̃): for the index d = g, since a feed is there to follow; for the mark
/// d ← clamp(d + Δln P, between 0 and g), the part of the gap that the mark's own moves made. Manipulation is local to the
/// protocol; genuine volatility moves every source together, or leaves a mark at which nobody trades behind.
/// </summary>
internal sealed class PriceDispersionDetector(
    Scope scope,
    int market,
    PriceKind kind,
    PriceDispersionOptions options) : IDetector
{
    /// <summary>Where a log-ratio ends: that of a price of nothing, or less, is this far below.</summary>
    private const double MaxGap = 10;

    /// <summary>Beyond the logarithm of anything that a price can be.</summary>
    private const double MaxLogPrice = 700;

    private const double SecondsPerYear = 365.0 * 24 * 3600;

    private double _logPrice = double.NaN;
    private double _displacement;

    public string Name => kind == PriceKind.Mark ? "mark-dispersion" : "index-dispersion";

    public Scope Scope => scope;

    public Assessment Assess(UnixSeconds now, MarketConditions conditions)
    {
        var price = conditions.Price(market, kind);
        if (double.IsNaN(price))
        {
            return Assessment.Blind($"no {Label} price seen yet");
        }

        if (!conditions.TryReference(market, now, out var reference) || reference.Venues < options.QuorumVenues)
        {
            return Assessment.Blind($"{reference.Venues} fresh venues, {options.QuorumVenues} needed");
        }

        var logPrice = price > 0 ? Math.Clamp(Math.Log(price), -MaxLogPrice, MaxLogPrice) : -MaxLogPrice;
        var gap = Math.Clamp(logPrice - Math.Log(reference.Price), -MaxGap, MaxGap);
        Displace(logPrice, gap);
        var allowed = options.StalenessSigmas * conditions.Sigma(market) * Math.Sqrt(options.StalenessSeconds / SecondsPerYear);
        var score = Math.Max(0, Math.Abs(_displacement) - allowed);
        return new Assessment(score, EvidenceClass.Costly, null, () => Sentence(gap, price, reference));
    }

    public IDetector Clone() => (IDetector)MemberwiseClone();

    /// <summary>Who made a gap that was there at the first look is unknown, and what is not known counts: all of it.</summary>
    private void Displace(double logPrice, double gap)
    {
        var moved = double.IsNaN(_logPrice) || kind == PriceKind.Index ? gap : _displacement + logPrice - _logPrice;
        _displacement = Math.Clamp(moved, Math.Min(0, gap), Math.Max(0, gap));
        _logPrice = logPrice;
    }

    private string Label => kind == PriceKind.Mark ? "mark" : "index";

    private string Sentence(double gap, double price, MarketConditions.Reference reference) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Label} {price:0.##} is {Math.Abs(Math.Exp(gap) - 1):0.0 %} {(gap > 0 ? "above" : "below")} the median {reference.Price:0.##} of {reference.Venues} venues outside the protocol");
}
