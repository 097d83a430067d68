using System.Globalization;
using Homeostat.Core.Chain;
using Homeostat.Core.Fusion;

namespace Homeostat.Core.Detection.PriceDeviation;

/// <summary>
/// One rule on one market. Score: the largest |P − m| / |m| of the block's alerts; 0 without one. What an alert is worth
/// as evidence is what the rule says, nothing in monitor mode: it has a verdict either way.
/// </summary>
internal sealed class PriceDeviationDetector(Scope scope, PriceDeviationOptions rule) : IDetector
{
    private PriceDeviationAlert? _worst;
    private bool _hasPrice;

    public string Name => rule.Slug;

    public Scope Scope => scope;

    /// <summary>The ratio that a rule stands for: asserted by whoever wrote it, not learnt.</summary>
    public static DetectorCalibration Asserted(PriceDeviationOptions rule) =>
        new([new CalibrationBin(0, 0), new CalibrationBin(double.Epsilon, rule.Nats)], 0, 0, rule.Slug, 0, 0, 0);

    public bool IsViolated(double score, DetectorCalibration calibration) => score > 0;

    /// <summary>The market has had a price to compare with.</summary>
    public void SawPrice() => _hasPrice = true;

    public void Raise(in PriceDeviationAlert alert)
    {
        if (_worst is not { } worst || Math.Abs(alert.Deviation) > Math.Abs(worst.Deviation))
        {
            _worst = alert;
        }
    }

    public Assessment Assess(UnixSeconds now, MarketConditions conditions)
    {
        var worst = _worst;
        _worst = null;
        return worst is { } alert ? new Assessment(Math.Abs(alert.Deviation), EvidenceClass.Costly, null, () => Sentence(alert))
            : _hasPrice ? default
            : Assessment.Blind($"no {Label} price seen yet");
    }

    public IDetector Clone() => (IDetector)MemberwiseClone();

    private string Label => rule.Kind == PriceKind.Mark ? "mark" : "index";

    private string Sentence(in PriceDeviationAlert alert) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Label} {alert.Price:0.######} is {Math.Abs(alert.Deviation):0.0 %} {(alert.Deviation > 0 ? "above" : "below")} its moving average {alert.Average:0.######}");
}
