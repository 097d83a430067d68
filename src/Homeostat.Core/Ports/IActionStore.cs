using Homeostat.Ethereum;

namespace Homeostat.Core.Ports;

/// <summary>
/// Remembers the actions that are on their way, so that a restart goes on with them instead of beginning anew. Called by
/// the execution of one engine, one call at a time. A reversible tightening may be on the wire before
/// <see cref="Save"/> has returned: its id makes a repeat harmless.
/// </summary>
public interface IActionStore
{
    /// <summary>Every action saved and not forgotten, in the order of their nonces.</summary>
    IReadOnlyList<ActionInFlight> Unsettled();

    /// <summary>Replaces what is known of the action with this id. Idempotent.</summary>
    void Save(ActionInFlight action);

    /// <summary>The action is settled for good: nothing that can still happen to the chain brings it back. Idempotent.</summary>
    void Forget(Hash32 actionId);
}
