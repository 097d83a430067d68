using System.Collections.Immutable;
using Homeostat.Core.Detection;

namespace Homeostat.Core.Ports;

/// <summary>What every monitor of a block could say of it.</summary>
/// <param name="Monitors">Those that looked; without an exception, the verdict is <see cref="VerdictKind.Verified"/>.</param>
/// <param name="Exceptions">The verdicts that are violated or unverifiable, at most one per monitor.</param>
public sealed record BlockVerdicts(MonitorSet Monitors, ImmutableArray<Verdict> Exceptions)
{
    public static readonly BlockVerdicts None = new(MonitorSet.Empty, []);

    /// <exception cref="ArgumentException">A monitor has two verdicts.</exception>
    public static BlockVerdicts Of(IReadOnlyCollection<Verdict> verdicts) => new(
        MonitorSet.Of(verdicts.Select(Monitor)),
        [.. verdicts.Where(v => v.Kind != VerdictKind.Verified)]);

    public static MonitorKey Monitor(Verdict verdict) => new(verdict.Detector, verdict.Scope);
}
