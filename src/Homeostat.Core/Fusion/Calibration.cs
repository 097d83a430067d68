using System.Collections.Immutable;

namespace Homeostat.Core.Fusion;

/// <summary>
/// What a detector's score is worth as evidence, learnt from recorded drills on seeds other than those reported.
/// </summary>
/// <param name="IncidentsPerYear">Prior rate of attacks on one protocol [1/year].</param>
/// <param name="MeanAttackSeconds">How long an attack lasts if nothing stops it: the filter's memory [s].</param>
/// <param name="Detectors">By <see cref="Detection.IDetector.Name"/>.</param>
public sealed record Calibration(
    double IncidentsPerYear,
    double MeanAttackSeconds,
    ImmutableSortedDictionary<string, DetectorCalibration> Detectors)
{
    /// <summary>
    /// The same with each detector's every ratio moved by <paramref name="nats"/>: for sensitivity tests. What is no
    /// evidence of an attack does not become one: a score that is ordinary in benign blocks cannot be both.
    /// </summary>
    public Calibration Shifted(double nats) => this with
    {
        Detectors = Detectors.ToImmutableSortedDictionary(d => d.Key, d => d.Value.Shifted(nats)),
    };

    /// <summary>The same with more detectors, or others in their place.</summary>
    public Calibration With(IEnumerable<(string Name, DetectorCalibration Detector)> detectors) =>
        this with { Detectors = Detectors.SetItems(detectors.Select(d => KeyValuePair.Create(d.Name, d.Detector))) };

    /// <summary>The same with one detector's ratios moved.</summary>
    public Calibration Shifted(string detector, double nats) =>
        this with { Detectors = Detectors.SetItem(detector, Detectors[detector].Shifted(nats)) };
}

/// <summary>Monotone step function from score to log-likelihood ratio.</summary>
/// <param name="Bins">Ascending by <see cref="CalibrationBin.FromScore"/>; the first starts at 0.</param>
/// <param name="RepeatWeight">
/// Share of evidence for an attack that counts where the block before said the same: (1 − ρ)/(1 + ρ), ρ the lag-1
/// autocorrelation of the ratio in benign blocks, which is what n dependent looks are worth.
/// </param>
/// <param name="RepeatWeightAgainst">
/// The same for evidence against an attack, with ρ from blocks under attack: a detector that this kind of attack does
/// not touch says so in every block, and has said it only once.
/// </param>
/// <param name="Group">Detectors of one group see the same thing and are discounted together.</param>
/// <param name="GroupCorrelation">ρ_g in w_g = 1/(1 + (n_g − 1)ρ_g).</param>
/// <param name="BenignBlocks">Blocks without an attack behind the ratios.</param>
/// <param name="AttackBlocks">Blocks with one.</param>
public sealed record DetectorCalibration(
    ImmutableArray<CalibrationBin> Bins,
    double RepeatWeight,
    double RepeatWeightAgainst,
    string Group,
    double GroupCorrelation,
    long BenignBlocks,
    long AttackBlocks)
{
    /// <summary>ln f₁(s)/f₀(s) of the bin that holds <paramref name="score"/> [nats].</summary>
    public double Nats(double score)
    {
        var at = Bins.Length - 1;
        while (at > 0 && Bins[at].FromScore > score)
        {
            at--;
        }

        return Bins[at].Nats;
    }

    /// <summary>The most evidence that this detector can ever give for an attack [nats].</summary>
    public double MaxNats => Bins[^1].Nats;

    internal DetectorCalibration Shifted(double nats) =>
        this with { Bins = [.. Bins.Select(b => b with { Nats = b.Nats > 0 ? b.Nats + nats : Math.Min(0, b.Nats + nats) })] };
}

public readonly record struct CalibrationBin(double FromScore, double Nats);
