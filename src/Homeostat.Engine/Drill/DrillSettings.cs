using Homeostat.Core.Fusion;
using Homeostat.Core.Policy;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Networks;

namespace Homeostat.Engine.Drill;

/// <summary>What every play of a drill has in common.</summary>
public sealed record DrillSettings(
    Checkout Checkout,
    SolidityCompiler Compiler,
    PolicyOptions Policy,
    Calibration Calibration,
    NetworkProfile Network)
{
    /// <summary>Directory for an archive of each guarded run; null for none.</summary>
    public string? RecordInto { get; init; }
}
