using System.Collections.Immutable;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Backtest;

/// <summary>One alert of a rule, and where in the chain it is.</summary>
/// <param name="Market">The market's name.</param>
public sealed record BacktestAlert(
    ulong Block, uint LogIndex, Hash32 Transaction, string Rule, string Market, double Price, double Average);

/// <summary>What a backtest found. Lists are the first <see cref="MaxListed"/>; counts are of all.</summary>
/// <param name="Events">Logs that the protocol's definition reads.</param>
/// <param name="Unverifiable">Blocks that could not be looked at, or in which an event could not be read.</param>
/// <param name="ResumedFrom">The first block that this run looked at, if an earlier one had done the blocks before it.</param>
public sealed record BacktestReport(
    string Protocol,
    BlockRange Range,
    long Events,
    long Alerts,
    ulong Blocks,
    ulong Unverifiable,
    ImmutableArray<(string Kind, long Count)> Facts,
    ImmutableArray<(string Rule, long Count)> AlertsByRule,
    ImmutableArray<BacktestAlert> FirstAlerts,
    ImmutableArray<FailedLook> FirstUnverifiable,
    ulong? ResumedFrom)
{
    public const int MaxListed = 1_000;
}
