namespace Homeostat.Core.Ports;

/// <summary>What one engine follows and stores: one protocol on one network.</summary>
/// <param name="Network">The network's slug.</param>
/// <param name="Protocol">The protocol's slug.</param>
public readonly record struct StreamKey(string Network, string Protocol)
{
    public override string ToString() => $"{Protocol} on {Network}";
}
