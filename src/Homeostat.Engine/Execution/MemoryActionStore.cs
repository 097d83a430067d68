using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Execution;

/// <summary>Remembers for as long as the process lives: for drills, whose chain does not outlive them either.</summary>
public sealed class MemoryActionStore : IActionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Hash32, ActionInFlight> _actions = [];

    public IReadOnlyList<ActionInFlight> Unsettled()
    {
        lock (_gate)
        {
            return [.. _actions.Values.OrderBy(a => a.Nonce)];
        }
    }

    public void Save(ActionInFlight action)
    {
        lock (_gate)
        {
            _actions[action.Action.Id] = action;
        }
    }

    public void Forget(Hash32 actionId)
    {
        lock (_gate)
        {
            _actions.Remove(actionId);
        }
    }
}
