using Homeostat.Core.Chain;
using Homeostat.Core.Fusion;

namespace Homeostat.Core.Detection;

/// <summary>
/// Turns facts into one score per block and scope. A detector says how unusual what it saw is; what that is worth as
/// evidence, in nats, is the calibration's business (<see cref="Fusion.Calibration"/>).
/// </summary>
public interface IDetector : IFactSink
{
    /// <summary>The name under which its likelihood ratios are calibrated.</summary>
    string Name { get; }

    Scope Scope { get; }

    /// <summary>Called once after the block's facts. The score is in the detector's own unit, 0 being ordinary.</summary>
    Assessment Assess(UnixSeconds now, MarketConditions conditions);

    /// <summary>Whether a score is a finding: by default if it speaks for an attack.</summary>
    bool IsViolated(double score, DetectorCalibration calibration) => calibration.Nats(score) > 0;

    /// <summary>A copy with its own state, kept per block so that a reorg can go back to it.</summary>
    IDetector Clone();
}

/// <summary>How cheaply the evidence can be forged, from dear to cheap.</summary>
public enum EvidenceClass
{
    /// <summary>State of a mined block.</summary>
    Settled,

    /// <summary>Would happen if included.</summary>
    Simulated,

    /// <summary>Forging it puts capital at risk.</summary>
    Costly,

    /// <summary>Costs nothing to forge.</summary>
    Free,
}

/// <summary>What a detector could say of a block.</summary>
/// <param name="Unverifiable">Why it could not look; null if it could. A failed look is not a clean look.</param>
/// <param name="Describe">Builds the sentence for people; called only when the score becomes evidence.</param>
public readonly record struct Assessment(
    double Score,
    EvidenceClass Class,
    string? Unverifiable,
    Func<string>? Describe)
{
    public static Assessment Blind(string reason) => new(0, EvidenceClass.Settled, reason, null);
}

/// <summary>Evidence for an attack on a scope in one block.</summary>
/// <param name="Score">The detector's score, in its own unit.</param>
/// <param name="Nats">Log-likelihood ratio that entered the belief, after discounts [nats].</param>
public sealed record Signal(string Detector, Scope Scope, EvidenceClass Class, double Score, double Nats, string Reason);

/// <summary>Per detector and block: verified, violated or unverifiable.</summary>
public enum VerdictKind
{
    Verified,
    Violated,
    Unverifiable,
}

/// <param name="Score">In the detector's own unit; 0 when unverifiable.</param>
/// <param name="Reason">Empty when verified.</param>
public sealed record Verdict(string Detector, Scope Scope, VerdictKind Kind, double Score, string Reason);
