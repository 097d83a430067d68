using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Core.Playbooks;

/// <summary>
/// What to do on chain. The id is deterministic: the contracts ignore one that they have seen, so a repeat is harmless.
/// </summary>
public abstract record ContainmentAction(Hash32 Id, Hash32 DecisionId)
{
    /// <summary>Takes the capabilities away from the scope until now + duration; lapses by itself.</summary>
    public sealed record Restrict(
        Hash32 Id,
        Hash32 DecisionId,
        Scope Scope,
        Capabilities Blocks,
        int Level,
        uint DurationSeconds) : ContainmentAction(Id, DecisionId);

    /// <summary>Rolls these proxies back to their last approved code and suspends the upgrader until now + duration.</summary>
    public sealed record ContainCode(
        Hash32 Id,
        Hash32 DecisionId,
        ImmutableArray<Address> Proxies,
        uint SuspendSeconds) : ContainmentAction(Id, DecisionId);
}
