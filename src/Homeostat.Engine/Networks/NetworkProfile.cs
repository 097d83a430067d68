using System.Collections.Immutable;
using Homeostat.Core.Policy;
using Homeostat.Engine.Execution;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Networks;

/// <summary>A chain as its `networks` file describes it: how to reach it, and how transactions come to be in its blocks.</summary>
/// <param name="Slug">Unique short name, e.g. <c>arbitrum</c>; the label <c>network</c> of metrics.</param>
/// <param name="Name">For people.</param>
/// <param name="BlockTime">Usual time between blocks.</param>
/// <param name="Endpoints">At least one that is not private.</param>
/// <param name="Inclusion">The prior of q, by ordering unless the file says otherwise.</param>
/// <param name="ForcedInclusion">The way in past the sequencer; null where there is none.</param>
/// <param name="SequencerUptimeFeed">Chainlink's L2 sequencer uptime feed; null where there is none.</param>
public sealed record NetworkProfile(
    string Slug,
    string Name,
    ulong ChainId,
    TimeSpan BlockTime,
    Ordering Ordering,
    ImmutableArray<NetworkEndpoint> Endpoints,
    Finality Finality,
    NetworkFees Fees,
    InclusionPrior Inclusion,
    ForcedInclusionPath? ForcedInclusion,
    Address? SequencerUptimeFeed)
{
    /// <summary>How actions are carried out here.</summary>
    public ExecutionOptions Execution
    {
        get
        {
            var first = Ordering == Ordering.FirstCome;
            return ExecutionOptions.Default with
            {
                MinPriorityFeeGwei = Fees.MinPriorityGwei,
                MaxPriorityFeeGwei = Fees.MaxPriorityGwei,
                MaxBaseFeeGwei = Fees.MaxBaseGwei,
                EtherUsd = Fees.NativeUsd,
                DeadlineBlocks = Inclusion.DeadlineBlocks,

                // Where what comes first is taken first, a bid buys nothing.
                StartShare = first ? 0 : ExecutionOptions.Default.StartShare,
                PriorityRungs = first ? 1 : ExecutionOptions.Default.PriorityRungs,
            };
        }
    }
}

/// <summary>How it is decided which transaction comes first.</summary>
public enum Ordering
{
    /// <summary>Everybody sees pending transactions, and whoever builds the block puts the best-paying first.</summary>
    Public,

    /// <summary>A sequencer takes them as they come.</summary>
    FirstCome,

    /// <summary>A sequencer or builder that shows them to nobody orders them by what they pay.</summary>
    Auction,

    /// <summary>They go to chosen builders only, who do not build every block.</summary>
    Private,
}

/// <param name="Name">For logs and metrics.</param>
/// <param name="Url">May hold a key, so it is resolved where it is used and never shown.</param>
/// <param name="IsPrivate">Takes transactions and shows them to nobody; it is not read.</param>
/// <param name="Weight">Share of the requests that it gets, ≥ 1.</param>
/// <param name="RequestsPerSecond">Its limit; null when it has none.</param>
public sealed record NetworkEndpoint(string Name, SecretSource Url, bool IsPrivate, int Weight, int? RequestsPerSecond);

/// <summary>When a block is taken to stay.</summary>
/// <param name="Tag">The node's tag, e.g. <c>finalized</c>; null to count blocks.</param>
/// <param name="Blocks">So many blocks on top of it; 0 with a tag.</param>
public sealed record Finality(string? Tag, int Blocks);

/// <summary>What gas costs.</summary>
/// <param name="DataFee">What an L2 charges besides gas for its data on L1.</param>
/// <param name="NativeUsd">What the native currency is taken to cost when bids are bounded [USD].</param>
public sealed record NetworkFees(DataFeeKind DataFee, double MinPriorityGwei, double MaxPriorityGwei, double MaxBaseGwei, double NativeUsd);

public enum DataFeeKind
{
    None,

    /// <summary>Taken from the balance on top of gas (OP Stack, GasPriceOracle.getL1Fee).</summary>
    Op,

    /// <summary>Part of the gas used (Nitro): the gas limit must have room for it.</summary>
    Arbitrum,
}

/// <summary>A contract on L1 that puts a transaction into the L2 whether its sequencer wants to or not.</summary>
/// <param name="L1Network">Slug of the L1's own profile.</param>
/// <param name="Inbox">OptimismPortal, or Arbitrum's delayed Inbox.</param>
/// <param name="SequencerInbox">Arbitrum's, where inclusion is forced; null for the OP Stack, which needs no second step.</param>
/// <param name="Delay">After which the transaction is in the L2 for certain.</param>
public sealed record ForcedInclusionPath(ForcedInclusionKind Kind, string L1Network, Address Inbox, Address? SequencerInbox, TimeSpan Delay);

public enum ForcedInclusionKind
{
    Op,
    Arbitrum,
}
