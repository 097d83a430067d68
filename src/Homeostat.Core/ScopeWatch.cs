using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Fusion;

namespace Homeostat.Core;

/// <summary>One scope being watched: its detectors, and what their evidence adds up to.</summary>
internal sealed class ScopeWatch
{
    private readonly Calibration _calibration;
    private readonly EvidenceFilter _filter;

    /// <param name="market">The market's place, or −1 for the whole protocol.</param>
    public ScopeWatch(Scope scope, int market, ImmutableArray<IDetector> detectors, Calibration calibration)
    {
        (Scope, Market, Detectors, _calibration) = (scope, market, detectors, calibration);
        _filter = new EvidenceFilter(scope, calibration);
    }

    private ScopeWatch(ScopeWatch other)
    {
        (Scope, Market, _calibration) = (other.Scope, other.Market, other._calibration);
        Detectors = [.. other.Detectors.Select(d => d.Clone())];
        _filter = other._filter.Clone();
    }

    public Scope Scope { get; }

    public int Market { get; }

    public ImmutableArray<IDetector> Detectors { get; }

    public ScopeWatch Clone() => new(this);

    /// <summary>A block that only teaches what is ordinary.</summary>
    public void Learn(Block block, MarketConditions conditions)
    {
        foreach (var detector in Detectors)
        {
            detector.Assess(block.Timestamp, conditions);
        }
    }

    /// <summary>People have dealt with the scope.</summary>
    public void Reset() => _filter.Reset();

    /// <summary>The same code was attacked elsewhere: evidence for the next block, once.</summary>
    public void Hear(Forewarning forewarning, double nats) =>
        _filter.Hear(new Signal("forewarning", Scope, EvidenceClass.Settled, 1, nats, $"on {forewarning.Network}: {forewarning.Reason}"));

    /// <param name="undecodable">Why part of the block could not be read; null if all of it could.</param>
    /// <param name="contained">Whether a containment holds on the scope.</param>
    public Belief Look(
        Block block,
        double blockSeconds,
        string? undecodable,
        bool contained,
        MarketConditions conditions,
        ImmutableArray<Emission>.Builder emissions)
    {
        var looks = new (IDetector, Assessment)[Detectors.Length];
        for (var i = 0; i < looks.Length; i++)
        {
            var detector = Detectors[i];
            var look = detector.Assess(block.Timestamp, conditions);
            look = undecodable is null || IsViolated(detector, look) ? look : Assessment.Blind(undecodable);
            looks[i] = (detector, look);
            emissions.Add(new Emission.Judged(block.Ref, Judge(detector, look)));
        }

        return _filter.Update(blockSeconds, looks, contained);
    }

    private bool IsViolated(IDetector detector, in Assessment look) =>
        look.Unverifiable is null && detector.IsViolated(look.Score, _calibration.Detectors[detector.Name]);

    private Verdict Judge(IDetector detector, in Assessment look)
    {
        if (look.Unverifiable is { } reason)
        {
            return new Verdict(detector.Name, detector.Scope, VerdictKind.Unverifiable, 0, reason);
        }

        var violated = IsViolated(detector, look);
        return new Verdict(
            detector.Name,
            detector.Scope,
            violated ? VerdictKind.Violated : VerdictKind.Verified,
            look.Score,
            violated ? look.Describe?.Invoke() ?? "" : "");
    }
}
