using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Workspaces;

/// <summary>The contracts of ours that guard a protocol, and how they know it.</summary>
/// <param name="KnownAs">The address by which the ledger knows the protocol.</param>
/// <param name="RestrictionLedger">Where restrictions are written.</param>
/// <param name="UpgradeGate">Zero where nothing can be rolled back.</param>
/// <param name="AccessManager">Zero where roles are not read.</param>
/// <param name="Proxies">Upgradeable contracts, rolled back together.</param>
public sealed record OnChainHalf(
    Address KnownAs,
    Address RestrictionLedger,
    Address UpgradeGate,
    Address AccessManager,
    ImmutableArray<Address> Proxies)
{
    /// <summary>The protocol as Core knows it. Markets are those that its file declares; others are discovered.</summary>
    public ProtocolDefinition Guard(ProtocolDocument document) => new(
        document.Slug,
        document.Name,
        KnownAs,
        [.. document.Decoding.Markets.Select(m => new MarketDefinition(m.Slug, m.Name, m.KnownAs ?? ScopeKey.StandIn(m.Slug)))],
        Proxies,
        UpgradeGate,
        RestrictionLedger,
        AccessManager,
        [],
        document.Decoding)
    {
        Rules = document.Rules,
    };
}
