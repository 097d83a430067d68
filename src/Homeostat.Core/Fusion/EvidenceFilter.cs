using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;

namespace Homeostat.Core.Fusion;

/// <summary>
/// Shiryaev's filter in log-odds, one per scope. Per block of Δt seconds:
/// π = p(1 − d) + (1 − p)h with hazard h = λΔt and recovery d = Δt/T, then
/// L = logit(π) + Σ_g w_g Σ_{j∈g} (l_j − o_j + r_j o_j), where l_j is the calibrated ratio of detector j [nats], o_j the
/// part of it that the block before said already (of the same sign, and no larger than either), r_j what a repeat of
/// that sign is worth, and w_g = 1/(1 + (n_g − 1)ρ_g) the discount of a correlated group, for evidence of an attack.
/// Source: A. N. Shiryaev, "On optimum methods in quickest detection problems" (1963).
/// </summary>
internal sealed class EvidenceFilter
{
    private const double SecondsPerYear = 365.0 * 24 * 3600;
    private const double MaxLogOdds = 25;

    private readonly Scope _scope;
    private readonly Calibration _calibration;
    private double _logOdds = double.NegativeInfinity;
    private ImmutableList<Signal> _heard = [];
    private ImmutableDictionary<string, double> _said = ImmutableDictionary<string, double>.Empty;

    public EvidenceFilter(Scope scope, Calibration calibration)
    {
        _scope = scope;
        _calibration = calibration;
    }

    private EvidenceFilter(EvidenceFilter other)
    {
        _scope = other._scope;
        _calibration = other._calibration;
        _logOdds = other._logOdds;
        _said = other._said;
        _heard = other._heard;
    }

    public Scope Scope => _scope;

    public EvidenceFilter Clone() => new(this);

    /// <summary>People have dealt with the scope: what was believed of it until now no longer counts.</summary>
    public void Reset() => _logOdds = double.NegativeInfinity;

    /// <summary>Evidence that is no detector's; it counts with the next block.</summary>
    public void Hear(Signal signal) => _heard = _heard.Add(signal);

    /// <summary>Takes one block's assessments of this scope's detectors.</summary>
    /// <param name="contained">
    /// Whether a containment holds on the scope. What it suppresses is missing, not exculpatory: the belief does not fall.
    /// </param>
    public Belief Update(double blockSeconds, IReadOnlyList<(IDetector Detector, Assessment Assessment)> looks, bool contained)
    {
        var p = Sigmoid(_logOdds);
        var hazard = Math.Min(0.5, _calibration.IncidentsPerYear * blockSeconds / SecondsPerYear);
        var recovery = Math.Min(1, blockSeconds / _calibration.MeanAttackSeconds);
        var prior = (p * (1 - recovery)) + ((1 - p) * hazard);
        var signals = ImmutableArray.CreateBuilder<Signal>();
        var evidence = Evidence(looks, signals) + _heard.Sum(s => s.Nats);
        signals.AddRange(_heard);
        _heard = [];
        var blind = Blind(looks, out var coverage);
        var logOdds = Math.Clamp(Logit(prior) + evidence, Logit(hazard), MaxLogOdds);
        _logOdds = contained ? Math.Max(logOdds, _logOdds) : logOdds;
        return new Belief(
            _scope, Sigmoid(_logOdds), Sigmoid(Math.Min(_logOdds + blind, MaxLogOdds)), _logOdds, coverage, signals.DrainToImmutable());
    }

    public static double Logit(double p) => Math.Log(p / (1 - p));

    public static double Sigmoid(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    private double Evidence(
        IReadOnlyList<(IDetector Detector, Assessment Assessment)> looks,
        ImmutableArray<Signal>.Builder signals)
    {
        var said = _said.ToBuilder();
        var sum = 0.0;
        foreach (var (detector, look) in looks)
        {
            if (look.Unverifiable is not null)
            {
                continue;
            }

            var calibration = _calibration.Detectors[detector.Name];
            var raw = calibration.Nats(look.Score);
            var repeated = Overlap(raw, said.GetValueOrDefault(detector.Name));
            var weight = raw > 0 ? calibration.RepeatWeight : calibration.RepeatWeightAgainst;
            var nats = (raw - repeated + (weight * repeated)) * (raw > 0 ? GroupWeight(calibration, looks) : 1);
            sum += nats;
            said[detector.Name] = raw;
            if (raw > 0)
            {
                signals.Add(new Signal(detector.Name, _scope, look.Class, look.Score, nats, look.Describe?.Invoke() ?? ""));
            }
        }

        _said = said.ToImmutable();
        return sum;
    }

    private static double Overlap(double now, double before) =>
        Math.Sign(now) == Math.Sign(before) ? Math.Sign(now) * Math.Min(Math.Abs(now), Math.Abs(before)) : 0;

    private double GroupWeight(
        DetectorCalibration calibration,
        IReadOnlyList<(IDetector Detector, Assessment Assessment)> looks)
    {
        var speaking = 0;
        foreach (var (detector, look) in looks)
        {
            var other = _calibration.Detectors[detector.Name];
            if (other.Group == calibration.Group && look.Unverifiable is null && other.Nats(look.Score) > 0)
            {
                speaking++;
            }
        }

        return 1 / (1 + (Math.Max(0, speaking - 1) * calibration.GroupCorrelation));
    }

    private double Blind(IReadOnlyList<(IDetector Detector, Assessment Assessment)> looks, out double coverage)
    {
        var missing = 0.0;
        var blind = 0;
        foreach (var (detector, look) in looks)
        {
            if (look.Unverifiable is not null)
            {
                blind++;
                missing += Math.Max(0, _calibration.Detectors[detector.Name].MaxNats);
            }
        }

        coverage = looks.Count == 0 ? 0 : 1 - ((double)blind / looks.Count);
        return missing;
    }
}
