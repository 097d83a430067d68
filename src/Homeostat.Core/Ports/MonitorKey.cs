using Homeostat.Core.Chain;

namespace Homeostat.Core.Ports;

/// <summary>A detector on a scope: what owes a verdict for every block.</summary>
public readonly record struct MonitorKey(string Detector, Scope Scope)
{
    public override string ToString() => $"{Detector} on {Scope}";
}
