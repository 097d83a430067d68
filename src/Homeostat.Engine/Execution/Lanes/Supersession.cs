using Homeostat.Core.Playbooks;

namespace Homeostat.Engine.Execution.Lanes;

/// <summary>When a newer action takes over an older one's nonce instead of queueing behind it.</summary>
internal static class Supersession
{
    /// <summary>Whether the newer action achieves all that the older one would: another attempt at the same thing.</summary>
    public static bool Covers(ContainmentAction newer, ContainmentAction older) => (newer, older) switch
    {
        (ContainmentAction.Restrict n, ContainmentAction.Restrict o) => n.Scope == o.Scope && (n.Blocks & o.Blocks) == o.Blocks,
        (ContainmentAction.ContainCode n, ContainmentAction.ContainCode o) => o.Proxies.All(p => n.Proxies.Contains(p)),
        _ => false,
    };
}
