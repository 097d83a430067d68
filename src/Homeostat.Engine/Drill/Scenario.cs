using System.Collections.Immutable;
using Homeostat.Engine.Files;
using Homeostat.Engine.Files.Breakers;

namespace Homeostat.Engine.Drill;

/// <summary>
/// A scenario as its directory describes it: a protocol, a market, people, an attack or none, and what must hold.
/// Names stay names; they become addresses when the scenario is played.
/// </summary>
/// <param name="Directory">Where it was loaded from, as the user named it; holds every Solidity source.</param>
/// <param name="Attack">False for a control.</param>
/// <param name="Guarded">Whether Homeostat's engine runs in the run with Homeostat; else the contracts are on their own.</param>
/// <param name="Breaker">The autonomous breaker of the run with Homeostat; null for none.</param>
/// <param name="Attacks">What the attack is an attack on: which beliefs it is evidence for when calibrating.</param>
/// <param name="Contracts">In the order in which they are deployed.</param>
/// <param name="Steps">In the order in which they are sent within a block.</param>
/// <param name="Epilogue">
/// Sent after the last restriction has lapsed, with Homeostat switched off: what the attacker can still take.
/// </param>
public sealed record Scenario(
    string Directory,
    string Slug,
    string Title,
    string Protocol,
    bool Attack,
    AttackedScope Attacks,
    bool Guarded,
    BreakerPlan? Breaker,
    ChainPlan Chain,
    MarketPlan Market,
    ImmutableArray<VenuePlan> Venues,
    ImmutableArray<SetupCall> Setup,
    Population Population,
    ImmutableArray<Actor> Actors,
    ImmutableArray<ContractPlan> Contracts,
    ImmutableArray<Step> Steps,
    ImmutableArray<Send> Epilogue,
    Expectations Expectations)
{
    /// <summary>Seconds from block 0 to <paramref name="block"/>: quiet stretches lengthen the way to their block.</summary>
    public long SecondsAt(int block) =>
        ((long)block * Chain.BlockSeconds) + Steps.OfType<WaitStep>().Where(w => w.At <= block).Sum(w => (long)w.Seconds);

    /// <summary>Seconds between <paramref name="block"/> and the one before it.</summary>
    public long SecondsBefore(int block) => SecondsAt(block) - SecondsAt(block - 1);
}

public enum AttackedScope
{
    None,
    Protocol,
    Market,
}

/// <param name="BlockSeconds">Time between blocks [s].</param>
/// <param name="WarmupBlocks">Played before block 1, so that detectors and trailing medians have seen ordinary life.</param>
/// <param name="Blocks">Blocks of the play, numbered from 1.</param>
public sealed record ChainPlan(int BlockSeconds, int WarmupBlocks, int Blocks);

/// <param name="Name">e.g. <c>NEAR-PERP</c>.</param>
/// <param name="Series">The excerpt as written, not scaled.</param>
/// <param name="Start">Time of block 0 in the series, in seconds since 1970-01-01 UTC, before the seed's shift.</param>
/// <param name="StartJitterMinutes">A seed starts up to this many whole minutes later.</param>
/// <param name="FirstPrice">Price at block 0, after scaling [USD].</param>
public sealed record MarketPlan(string Name, PriceSeries Series, long Start, int StartJitterMinutes, double FirstPrice);

/// <summary>A market outside the protocol, quoting the series late and inexactly.</summary>
/// <param name="LagSeconds">How old its quotes are [s].</param>
/// <param name="NoiseBps">Standard deviation of its error [bps].</param>
public sealed record VenuePlan(string Name, int LagSeconds, double NoiseBps);

/// <summary>The protocol's configuration: a call by its owner while deploying.</summary>
public sealed record SetupCall(FilePlace Place, Call Call);

/// <summary>A fresh account.</summary>
/// <param name="Attacker">Whether what it holds in the end counts as the attacker's.</param>
/// <param name="Usd">Settlement tokens that it starts with [USD].</param>
/// <param name="Eth">Ether that it starts with [ether].</param>
public sealed record Actor(string Name, bool Attacker, decimal Usd, decimal Eth);

/// <summary>A contract of the scenario's own, deployed before the warm-up.</summary>
/// <param name="Source">Path of the source, inside the scenario's directory.</param>
/// <param name="Contract">Its name in Solidity.</param>
/// <param name="From">The actor who deploys it.</param>
/// <param name="Attacker">Whether what it holds in the end counts as the attacker's.</param>
public sealed record ContractPlan(
    FilePlace Place,
    string Name,
    string Source,
    string Contract,
    string From,
    ImmutableArray<Argument> Args,
    bool Attacker);
