using System.Collections.Immutable;
using System.Text;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Core.Ports;

/// <summary>
/// The monitors that looked at a block. Blocks share it: a block refers to the set and lists only the verdicts that are
/// not <c>verified</c>, so that a thousand quiet monitors cost nothing.
/// </summary>
public sealed class MonitorSet : IEquatable<MonitorSet>
{
    public static readonly MonitorSet Empty = new([]);

    private MonitorSet(ImmutableArray<MonitorKey> monitors)
    {
        Monitors = monitors;
        Digest = Keccak256.Hash(Encoding.UTF8.GetBytes(string.Concat(monitors.Select(Name))));
    }

    /// <summary>In ordinal order, each once.</summary>
    public ImmutableArray<MonitorKey> Monitors { get; }

    /// <summary>The same for the same monitors, in whatever order they were named.</summary>
    public Hash32 Digest { get; }

    /// <exception cref="ArgumentException">A monitor is named twice.</exception>
    public static MonitorSet Of(IEnumerable<MonitorKey> monitors)
    {
        ImmutableArray<MonitorKey> sorted = [.. monitors.OrderBy(Name, StringComparer.Ordinal)];
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                throw new ArgumentException($"{sorted[i]} is named twice; a monitor has one verdict per block", nameof(monitors));
            }
        }

        return sorted.IsEmpty ? Empty : new MonitorSet(sorted);
    }

    public bool Equals(MonitorSet? other) => other is not null && Digest == other.Digest;

    public override bool Equals(object? obj) => Equals(obj as MonitorSet);

    public override int GetHashCode() => Digest.GetHashCode();

    // Lengths in front, so that no two lists of names read the same.
    private static string Name(MonitorKey monitor) =>
        $"{monitor.Detector.Length}:{monitor.Detector} {(int)monitor.Scope.Kind} {monitor.Scope.Protocol.Length}:{monitor.Scope.Protocol} {monitor.Scope.Subject.Length}:{monitor.Scope.Subject}\n";
}
