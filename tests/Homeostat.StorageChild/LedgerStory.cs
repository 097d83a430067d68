using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.StorageChild;

/// <summary>
/// Units as an engine would hand them over: blocks with all kinds of verdicts, reorgs, gaps, late looks, actions and
/// what became of them. The same seed tells the same story.
/// </summary>
/// <param name="withReverts">Whether blocks may go without others taking their place in the same unit.</param>
public sealed class LedgerStory(int seed, bool withReverts)
{
    private static readonly Scope Whole = Scope.OfProtocol("curie");

    private static readonly ImmutableArray<MonitorKey> Monitors =
    [
        new("mark-dispersion", Scope.OfMarket("curie", "near")),
        new("mark-dispersion", Scope.OfMarket("curie", "avax")),
        new("outflow", Whole),
        new("privileged-change", Whole),
    ];

    private static readonly Rung Rung = new("contain-vault", 2, ScopeKind.Protocol, Capabilities.Withdraw, RollsBackCode: true, 14_400, 1, ActsOnHigh: true);

    private readonly Random _random = new(seed);
    private readonly List<Told> _chain = [new Told(new BlockRef(99, Keccak256.Hash("genesis")), default, new UnixSeconds(1_739_000_000), MonitorSet.Empty, [])];
    private readonly List<Told> _hidden = [];
    private readonly List<Hash32> _actions = [];
    private int _told;
    private int _undoable;

    public IEnumerable<ImmutableArray<StoreChange>> Units(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i < 3 ? [Commit()] : Unit();
        }
    }

    private ImmutableArray<StoreChange> Unit() => _random.Next(20) switch
    {
        0 when _undoable > 0 => Reorg(),
        1 when _undoable > 0 && withReverts => [Revert(1 + _random.Next(Math.Min(8, _undoable)))],
        2 when _hidden.Count == 0 => Skip(),
        3 or 4 when _hidden.Count > 0 => [FillGap()],
        5 or 6 when Blind() is { } blind => [LookAgain(blind)],
        7 or 8 when _actions.Count > 0 => [Outcome()],
        _ => [Commit()],
    };

    private StoreChange.Committed Commit()
    {
        var block = Grow();
        _chain.Add(block);
        _undoable++;
        ImmutableArray<Decision> decisions = _random.Next(15) == 0 ? [Decide(block)] : [];
        ImmutableArray<ContainmentAction> actions = [.. decisions.SelectMany(d => Playbook.Actions(d.Id, d.Scope, d.Rung, [Address.Zero]))];
        _actions.AddRange(actions.Select(a => a.Id));
        return new StoreChange.Committed(new BlockRecord(
            block.Ref, block.Parent, block.At, Verdicts(block), [.. decisions.SelectMany(d => d.Signals)], decisions, actions));
    }

    private ImmutableArray<StoreChange> Reorg()
    {
        var depth = 1 + _random.Next(Math.Min(8, _undoable));
        return [Revert(depth), .. Enumerable.Range(0, depth + _random.Next(2)).Select(_ => Commit())];
    }

    private StoreChange.Retracted Revert(int depth)
    {
        ImmutableArray<BlockRef> old = [.. _chain.TakeLast(depth).Select(b => b.Ref)];
        _chain.RemoveRange(_chain.Count - depth, depth);
        _undoable -= depth;
        return new StoreChange.Retracted(old);
    }

    private ImmutableArray<StoreChange> Skip()
    {
        var last = _chain[^1];
        var first = last.Ref.Number + 1;
        for (var i = 0; i <= _random.Next(6); i++)
        {
            var hidden = Grow();
            _hidden.Add(hidden);
            _chain.Add(hidden);
        }

        _undoable = 0;
        var range = new BlockRange(new BlockNumber(first), new BlockNumber(_chain[^1].Ref.Number));
        return [new StoreChange.Skipped(range, "the endpoint was away"), Commit()];
    }

    private StoreChange.Filled FillGap()
    {
        var at = _random.Next(_hidden.Count);
        var block = _hidden[at];
        _hidden.RemoveAt(at);
        return new StoreChange.Filled(block.Ref, block.Parent, block.At, Verdicts(block));
    }

    private Told? Blind() => _chain.TakeLast(30).FirstOrDefault(b => !_hidden.Contains(b) && b.Exceptions.Any(e => e.Kind == VerdictKind.Unverifiable));

    /// <summary>What could not be verified now can, or still cannot for another reason.</summary>
    private StoreChange.Filled LookAgain(Told block)
    {
        for (var i = 0; i < block.Exceptions.Count; i++)
        {
            if (block.Exceptions[i].Kind == VerdictKind.Unverifiable)
            {
                block.Exceptions[i] = Verdict(new MonitorKey(block.Exceptions[i].Detector, block.Exceptions[i].Scope), (VerdictKind)_random.Next(3));
            }
        }

        return new StoreChange.Filled(block.Ref, block.Parent, block.At, Verdicts(block));
    }

    private StoreChange.Outcome Outcome() => new(new ActionOutcome(
        _actions[_random.Next(_actions.Count)], (ActionStatus)_random.Next(3), _chain[^1].Ref, _random.Next(100_000), _random.Next(2) == 0, $"try {_told}"));

    private Told Grow()
    {
        var last = _chain[^1];
        var hash = Keccak256.Hash($"{seed} {++_told}");
        var monitors = MonitorSet.Of(Monitors.Where(_ => _random.Next(50) > 0));
        var exceptions = monitors.Monitors.Where(_ => _random.Next(8) == 0).Select(m => Verdict(m, (VerdictKind)(1 + _random.Next(2)))).ToList();
        return new Told(new BlockRef(last.Ref.Number + 1, hash), last.Ref.Hash, last.At.Plus(12), monitors, exceptions);
    }

    private Verdict Verdict(MonitorKey monitor, VerdictKind kind) =>
        new(monitor.Detector, monitor.Scope, kind, kind == VerdictKind.Violated ? _random.NextDouble() : 0, kind == VerdictKind.Verified ? "" : $"reason {_random.Next(1000)}");

    private Decision Decide(Told block)
    {
        var signal = new Signal("outflow", Whole, EvidenceClass.Settled, _random.NextDouble(), 9 * _random.NextDouble(), "a third of the vault in one block");
        return new Decision(
            Playbook.DecisionId(Whole, Rung, block.Ref.Number, 0), block.Ref, block.At, Whole, Rung,
            _random.NextDouble(), 0.02, 0.8, 1e6, 1e6, 5e3, 1e2, 0.95, 1, Armed: true, "Curie: withdrawals held.", [signal]);
    }

    private static BlockVerdicts Verdicts(Told block) => new(block.Monitors, [.. block.Exceptions.Where(e => e.Kind != VerdictKind.Verified)]);

    private sealed record Told(BlockRef Ref, Hash32 Parent, UnixSeconds At, MonitorSet Monitors, List<Verdict> Exceptions);
}
