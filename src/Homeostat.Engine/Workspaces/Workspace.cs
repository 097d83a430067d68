using System.Collections.Immutable;

namespace Homeostat.Engine.Workspaces;

/// <summary>What one process runs.</summary>
/// <param name="StoreFile">The store that its engines share.</param>
/// <param name="MetricsPort">Of the loopback listener of /metrics; 0 for any that is free.</param>
public sealed record Workspace(string StoreFile, int MetricsPort, ImmutableArray<EnginePlan> Engines)
{
    /// <summary>What Prometheus' own registry keeps free for OpenTelemetry's exporters.</summary>
    public const int DefaultMetricsPort = 9464;
}
