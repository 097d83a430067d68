using Homeostat.Core.Detection;
using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>Verdicts by kind.</summary>
internal readonly record struct VerdictCounts(long Verified, long Violated, long Unverifiable)
{
    public static VerdictCounts Of(StoreChange change) => change switch
    {
        StoreChange.Committed committed => Of(committed.Block.Verdicts),
        StoreChange.Filled filled => Of(filled.Verdicts),
        _ => default,
    };

    public static VerdictCounts operator +(VerdictCounts a, VerdictCounts b) =>
        new(a.Verified + b.Verified, a.Violated + b.Violated, a.Unverifiable + b.Unverifiable);

    private static VerdictCounts Of(BlockVerdicts verdicts)
    {
        var violated = verdicts.Exceptions.Count(v => v.Kind == VerdictKind.Violated);
        var unverifiable = verdicts.Exceptions.Length - violated;
        return new VerdictCounts(verdicts.Monitors.Monitors.Length - verdicts.Exceptions.Length, violated, unverifiable);
    }
}
