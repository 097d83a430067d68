using System.Collections.Immutable;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Execution.Lanes;

/// <summary>
/// The nonces of one key and the actions that hold them. It begins at what the chain has used up, not at what is pending:
/// whatever waits in a pool under a nonce of this key is replaced by an action, not queued behind.
/// </summary>
public sealed class NonceLane
{
    private readonly Dictionary<Hash32, ActionInFlight> _actions = [];

    /// <summary>Transactions of the key that the chain has included: the lowest nonce that can still be mined.</summary>
    public ulong ChainNonce { get; private set; }

    public int Count => _actions.Count;

    public int WaitingCount => _actions.Values.Count(a => a.IncludedAt is null);

    /// <summary>In the order in which they can be mined.</summary>
    public ImmutableArray<ActionInFlight> ByNonce => [.. _actions.Values.OrderBy(a => a.Nonce).ThenBy(a => a.RequestedAt)];

    public ActionInFlight? Find(Hash32 action) => _actions.GetValueOrDefault(action);

    /// <summary>The lowest nonce that can still be mined and that no waiting action holds.</summary>
    public ulong Free()
    {
        var held = Held();
        var nonce = ChainNonce;
        while (held.Contains(nonce))
        {
            nonce++;
        }

        return nonce;
    }

    /// <summary>Whether a nonce below this action's is held by nobody of ours, so that it may wait for ever.</summary>
    public bool IsBehindGap(ActionInFlight action) => Free() < action.Nonce;

    public void Put(ActionInFlight action) => _actions[action.Action.Id] = action;

    public void Remove(Hash32 action) => _actions.Remove(action);

    /// <summary>What the chain says; after a reorg it may say less than before.</summary>
    public void Observe(ulong chainNonce) => ChainNonce = chainNonce;

    private HashSet<ulong> Held() => [.. _actions.Values.Where(a => a.IncludedAt is null).Select(a => a.Nonce)];
}
