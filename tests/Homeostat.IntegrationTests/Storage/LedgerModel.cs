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
    private readonly HashSet<ulong> _acceptedGaps = [];
    private readonly HashSet<StoreChange.Accepted> _accepted = [];
    private readonly List<ActionOutcome> _outcomes = [];

    public BlockRef? Checkpoint => _standing.Count > 0 ? _standing.Values.Last().Ref : null;

    /// <summary>Heights with something left to look at, each gap once for each of its blocks.</summary>
    public IEnumerable<(ulong Block, MonitorKey? Monitor)> Unverified => _skipped.Except(_acceptedGaps).Select(n => (n, (MonitorKey?)null))
        .Concat(_standing.Values.SelectMany(e => e.Verdicts.Where(v => v.Value.IsOpen).Select(v => (e.Ref.Number, (MonitorKey?)v.Key))))
        .OrderBy(u => u.Item1).ThenBy(u => u.Item2?.Detector, StringComparer.Ordinal).ThenBy(u => u.Item2?.Scope.Subject, StringComparer.Ordinal);

    public IEnumerable<Hash32> Unsettled => _standing.Values.SelectMany(e => e.Actions).Select(a => a.Id)
        .Where(id => !_outcomes.Any(o => o.ActionId == id && o.Status != ActionStatus.Sent));

    public MonitorCoverage Coverage(MonitorKey monitor, BlockRange range)
    {
        var looks = _standing.Values.Where(e => range.Contains(new BlockNumber(e.Ref.Number))).Select(e => e.Verdicts.TryGetValue(monitor, out var found) ? found.Kind : (VerdictKind?)null).ToList();
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
                    _outcomes.RemoveAll(o => o.Block == block);
                }

                break;
            case StoreChange.Skipped skipped:
                _skipped.UnionWith(Heights(skipped.Blocks));
                break;
            case StoreChange.Filled filled when _skipped.Remove(filled.Block.Number):
                _standing[filled.Block.Number] = new Entry(filled.Block, Verdicts(filled.Verdicts), []);
                break;
            case StoreChange.Filled filled:
                foreach (var (monitor, found) in Verdicts(filled.Verdicts))
                {
                    var before = _standing[filled.Block.Number].Verdicts[monitor];
                    _standing[filled.Block.Number].Verdicts[monitor] = before with { IsOpen = found.IsOpen } == found ? before : found;
                }

                break;
            case StoreChange.Accepted accepted when _accepted.Add(accepted):
                Accept(accepted.Blocks);
                break;
            case StoreChange.Accepted:
                break;
            case StoreChange.Outcome outcome:
                _outcomes.Add(outcome.Action);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change.GetType().Name, "unknown change");
        }
    }

    private void Accept(BlockRange blocks)
    {
        _acceptedGaps.UnionWith(_skipped.Where(n => blocks.Contains(new BlockNumber(n))));
        foreach (var entry in _standing.Values.Where(e => blocks.Contains(new BlockNumber(e.Ref.Number))))
        {
            foreach (var monitor in entry.Verdicts.Keys.ToList())
            {
                entry.Verdicts[monitor] = entry.Verdicts[monitor] with { IsOpen = false };
            }
        }
    }

    private static Dictionary<MonitorKey, Found> Verdicts(BlockVerdicts verdicts)
    {
        var found = verdicts.Monitors.Monitors.ToDictionary(m => m, _ => new Found(VerdictKind.Verified, "", IsOpen: false));
        foreach (var exception in verdicts.Exceptions)
        {
            found[BlockVerdicts.Monitor(exception)] = new Found(
                exception.Kind, exception.Kind == VerdictKind.Unverifiable ? exception.Reason : "", exception.Kind == VerdictKind.Unverifiable);
        }

        return found;
    }

    private static IEnumerable<ulong> Heights(BlockRange range) =>
        Enumerable.Range(0, (int)range.Count).Select(i => range.First.Value + (ulong)i);

    private sealed record Found(VerdictKind Kind, string Reason, bool IsOpen);

    private sealed record Entry(BlockRef Ref, Dictionary<MonitorKey, Found> Verdicts, ImmutableArray<ContainmentAction> Actions);
}
