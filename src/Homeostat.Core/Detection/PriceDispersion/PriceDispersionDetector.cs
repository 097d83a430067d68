using System.Globalization;
using Homeostat.Core.Chain;

namespace Homeostat.Core.Detection.PriceDispersion;

/// <summary>Allowance for honest lag before a gap counts, in multiples of σ√τ.</summary>
/// <param name="StalenessSigmas">k in max(0, |ln(P/P̃)| − kσ√τ).</param>
/// <param name="StalenessSeconds">τ: how far an honest price may lag behind the venues [s].</param>
/// <param name="QuorumVenues">Fewer fresh venues than this, and the block is unverifiable.</param>
public sealed record PriceDispersionOptions(double StalenessSigmas, double StalenessSeconds, int QuorumVenues);

/// <summary>
/// Score s = max(0, |ln(P/P̃)| − kσ√τ), a log-ratio: P the protocol's mark or index, P̃ the median of the venues outside
/// it, σ their volatility; the log-ratio is bounded, and that of a price ≤ 0 is its lower bound. Manipulation is local to the protocol; genuine volatility moves every source together.
/// </summary>
internal sealed class PriceDispersionDetector(
    Scope scope,
    int market,
    PriceKind kind,
    PriceDispersionOptions options) : IDetector
{
    /// <summary>Where a log-ratio ends: that of a price of nothing, or less, is this far below.</summary>
    private const double MaxGap = 10;

    private const double SecondsPerYear = 365.0 * 24 * 3600;

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

        var gap = price > 0 ? Math.Clamp(Math.Log(price / reference.Price), -MaxGap, MaxGap) : -MaxGap;
        var allowed = options.StalenessSigmas * conditions.Sigma(market) * Math.Sqrt(options.StalenessSeconds / SecondsPerYear);
        var score = Math.Max(0, Math.Abs(gap) - allowed);
        return new Assessment(score, EvidenceClass.Costly, null, () => Sentence(gap, price, reference));
    }

    /// <summary>Prices live in <see cref="MarketConditions"/>: nothing here differs between blocks.</summary>
    public IDetector Clone() => this;

    private string Label => kind == PriceKind.Mark ? "mark" : "index";

    private string Sentence(double gap, double price, MarketConditions.Reference reference) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Label} {price:0.##} is {Math.Abs(Math.Exp(gap) - 1):0.0 %} {(gap > 0 ? "above" : "below")} the median {reference.Price:0.##} of {reference.Venues} venues outside the protocol");
}
