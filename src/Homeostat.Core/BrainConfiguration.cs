using Homeostat.Core.Chain;
using Homeostat.Core.Fusion;
using Homeostat.Core.Policy;

namespace Homeostat.Core;

/// <summary>Everything that Core's decisions depend on besides its inputs.</summary>
/// <param name="DecideFromBlock">Earlier blocks only teach it the state of the chain.</param>
public sealed record BrainConfiguration(
    ProtocolDefinition Protocol,
    PolicyOptions Policy,
    Calibration Calibration,
    ulong DecideFromBlock)
{
    /// <summary>The network's prior of q; until its profile says otherwise, one that takes transactions as they come.</summary>
    public InclusionPrior Inclusion { get; init; } = InclusionPrior.FirstCome;
}
