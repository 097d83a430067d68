using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Fusion;
using Homeostat.Core.Incidents;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;

namespace Homeostat.Core;

/// <summary>What Core wants known or done after an input, in order.</summary>
public abstract record Emission
{
    private Emission()
    {
    }

    /// <summary>What a detector could say of a block.</summary>
    public sealed record Judged(BlockRef Block, Verdict Verdict) : Emission;

    /// <summary>What is now believed of a scope, and the lowest p* of the rungs that answer for it.</summary>
    public sealed record Believed(BlockRef Block, Belief Belief, double PStar) : Emission;

    public sealed record Decided(Decision Decision) : Emission;

    /// <summary>To be carried out on chain, at once.</summary>
    public sealed record ActionRequested(ContainmentAction Action, Decision Decision) : Emission;

    /// <summary>The incident has a new line or phase.</summary>
    public sealed record IncidentChanged(Incident Incident, TimelineEvent Line) : Emission;

    /// <summary>The engine must stop rather than guess.</summary>
    public sealed record Halted(string Reason) : Emission;
}
