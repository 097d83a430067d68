using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Fusion;
using Homeostat.Core.Policy;
using Homeostat.Engine.Archive;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Engine.Keys;
using Homeostat.Engine.Networks;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Workspaces;

/// <summary>One protocol on one network, and all that is needed to run it.</summary>
/// <param name="Document">As its file describes it.</param>
/// <param name="Protocol">As Core knows it.</param>
/// <param name="Signer">Where the key of its actions is; null in shadow mode: everything is decided and nothing is sent.</param>
/// <param name="FromBlock">The first block to learn from; null: as few below the head as a reorganisation may reach.</param>
/// <param name="StateDirectory">Where its archives are kept.</param>
public sealed record EnginePlan(
    ProtocolDocument Document,
    ProtocolDefinition Protocol,
    NetworkProfile Network,
    PolicyOptions Policy,
    Calibration Calibration,
    SignerSource? Signer,
    ulong? FromBlock,
    string StateDirectory)
{
    /// <summary>Which blocks are looked at; only the newest can be acted on in time.</summary>
    public Ingestion.Following.Finality Follows { get; init; } = Ingestion.Following.Finality.Latest;

    /// <summary>For people and as a directory: unique in a workspace.</summary>
    public string Name => $"{Protocol.Slug}-{Network.Slug}";

    /// <param name="decideFrom">Earlier blocks only teach the state of the chain.</param>
    public BrainConfiguration Configuration(ulong decideFrom) =>
        new(Protocol, Policy with { Rungs = [.. Policy.Rungs.Select(Possible)] }, Calibration, decideFrom) { Inclusion = Network.Inclusion };

    /// <summary>Without a gate there is no code to roll back.</summary>
    private Rung Possible(Rung rung) => rung with { RollsBackCode = rung.RollsBackCode && Protocol.UpgradeGate != Address.Zero };

    /// <summary>What an archive of its run is of.</summary>
    public ArchiveHeader Header(ulong decideFrom, LogFilter filter) =>
        new(Network.Slug, Network.ChainId, Configuration(decideFrom), RecordedLogs.Of(filter));
}
