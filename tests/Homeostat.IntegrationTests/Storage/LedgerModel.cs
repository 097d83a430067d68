using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.IntegrationTests.Storage;

/// <summary>What a ledger should answer, by lists and dictionaries that are plainly right.</summary>
internal sealed class LedgerModel
{
    private readonly SortedDictionary<ulong, Entry> _standing = [];
    private readonly SortedSet<ulong> _skipped = [];
    private readonly List<(ActionOutcome Outcome, bool Stands)> _outcomes = [];

    public BlockRef? Checkpoint => _standing.Count > 0 ? _standing.Values.Last().Ref : null;

    /// <summary>Heights with something left to look at, each gap once for each of its blocks.</summary>
    public IEnumerable<(ulong Block, MonitorKey? Monitor)> Unverified => _skipped.Select(n => (n, (MonitorKey?)null))
        .Concat(_standing.Values.SelectMany(e => e.Verdicts.Where(v => v.Value == VerdictKind.Unverifiable).Select(v => (e.Ref.Number, (MonitorKey?)v.Key))))
        .OrderBy(u => u.Item1).ThenBy(u => u.Item2?.Detector, StringComparer.Ordinal).ThenBy(u => u.Item2?.Scope.Subject, StringComparer.Ordinal);

    public IEnumerable<Hash32> Unsettled => _standing.Values.SelectMany(e => e.Actions).Select(a => a.Id)
        .Where(id => !_outcomes.Any(o => o.Stands && o.Outcome.ActionId == id && o.Outcome.Status != ActionStatus.Sent));

    public MonitorCoverage Coverage(MonitorKey monitor, BlockRange range)
    {
        var looks = _standing.Values.Where(e => range.Contains(new BlockNumber(e.Ref.Number))).Select(e => e.Verdicts.TryGetValue(monitor, out var kind) ? kind : (VerdictKind?)null).ToList();
        ulong Count(VerdictKind kind) => (ulong)looks.Count(l => l == kind);
        return new MonitorCoverage(
            monitor,
            Count(VerdictKind.Verified),
            Count(VerdictKind.Violated),
            Count(VerdictKind.Unverifiable),
            range.Count - (ulong)looks.Count(l => l is not null));
    }

    public ImmutableArray<ulong> Missing(MonitorKey monitor, BlockRange range) =>
        [.. Heights(range).Where(n => !_standing.TryGetValue(n, out var e) || !e.Verdicts.ContainsKey(monitor))];

    public void Apply(ImmutableArray<StoreChange> unit)
    {
        foreach (var change in unit)
        {
            Apply(change);
        }
    }

    private void Apply(StoreChange change)
    {
        switch (change)
        {
            case StoreChange.Committed { Block: var block }:
                _standing[block.Ref.Number] = new Entry(block.Ref, Verdicts(block.Verdicts), block.Actions);
                break;
            case StoreChange.Retracted retracted:
                foreach (var block in retracted.Blocks)
                {
                    _standing.Remove(block.Number);
                    _outcomes.RemoveAll(o => o.Outcome.Block == block);
                }

                break;
            case StoreChange.Skipped skipped:
                _skipped.UnionWith(Heights(skipped.Blocks));
                break;
            case StoreChange.Filled filled when _skipped.Remove(filled.Block.Number):
                _standing[filled.Block.Number] = new Entry(filled.Block, Verdicts(filled.Verdicts), []);
                break;
            case StoreChange.Filled filled:
                foreach (var (monitor, kind) in Verdicts(filled.Verdicts))
                {
                    _standing[filled.Block.Number].Verdicts[monitor] = kind;
                }

                break;
            case StoreChange.Outcome outcome:
                _outcomes.Add((outcome.Action, true));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change.GetType().Name, "unknown change");
        }
    }

    private static Dictionary<MonitorKey, VerdictKind> Verdicts(BlockVerdicts verdicts)
    {
        var kinds = verdicts.Monitors.Monitors.ToDictionary(m => m, _ => VerdictKind.Verified);
        foreach (var exception in verdicts.Exceptions)
        {
            kinds[BlockVerdicts.Monitor(exception)] = exception.Kind;
        }

        return kinds;
    }

    private static IEnumerable<ulong> Heights(BlockRange range) =>
        Enumerable.Range(0, (int)range.Count).Select(i => range.First.Value + (ulong)i);

    private sealed record Entry(BlockRef Ref, Dictionary<MonitorKey, VerdictKind> Verdicts, ImmutableArray<ContainmentAction> Actions);
}
