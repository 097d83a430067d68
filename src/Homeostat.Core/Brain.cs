using System.Collections.Immutable;
using Homeostat.Core.Chain;

namespace Homeostat.Core;

/// <summary>
/// The pure engine: the same configuration and the same sequence of inputs give the same emissions, bit for bit.
/// `run`, `drill`, `backtest` and `replay` all drive this one. Not thread-safe: one caller feeds it in order.
/// </summary>
public sealed class Brain
{
    /// <summary>Reorgs down to this depth are undone; deeper ones halt [blocks].</summary>
    public const int ReorgDepth = 64;

    private readonly List<Checkpoint> _checkpoints = [];
    private ProtocolWatch _watch;
    private bool _halted;

    public Brain(BrainConfiguration configuration)
    {
        _watch = new ProtocolWatch(configuration);
    }

    private Brain(Brain other)
    {
        _watch = other._watch.Fork();
        _checkpoints.AddRange(other._checkpoints.TakeLast(1).Select(c => new Checkpoint(c.Block)));
        _halted = other._halted;
    }

    /// <summary>Everything that beliefs are held about, in a fixed order; markets that are discovered come last.</summary>
    public ImmutableArray<Scope> Scopes => _watch.Scopes;

    /// <summary>The newest block; null before the first.</summary>
    public BlockRef? Tip => _checkpoints.Count > 0 ? _checkpoints[^1].Block : null;

    /// <summary>The newest blocks that a reorganisation may still take away, and the one below them; oldest first.</summary>
    public ImmutableArray<BlockRef> Recent => [.. _checkpoints.Select(c => c.Block)];

    /// <summary>
    /// Another one that knows the same and goes its own way, to look at blocks that this one passes over. What it asks to
    /// have done is too late to be done.
    /// </summary>
    public Brain Fork() => new(this);

    /// <summary>
    /// What it would say if every kind of scope were under attack now; nothing of it stays. Going through it beforehand
    /// makes the first real decision as quick as any other.
    /// </summary>
    public ImmutableArray<Emission> Rehearse()
    {
        var emissions = ImmutableArray.CreateBuilder<Emission>();
        _watch.Fork().Rehearse(emissions);
        return emissions.DrainToImmutable();
    }

    /// <summary>Takes one input and says what follows from it. After <see cref="Emission.Halted"/> it says nothing more.</summary>
    public ImmutableArray<Emission> Step(Input input)
    {
        if (_halted)
        {
            return [];
        }

        Remember();
        var emissions = ImmutableArray.CreateBuilder<Emission>();
        switch (input)
        {
            case ChainUpdate.Committed committed:
                Commit(committed.Block, emissions);
                break;
            case ChainUpdate.Reverted reverted:
                Revert(reverted.Old, emissions);
                break;
            case ChainUpdate.Reorged reorged:
                Revert(reorged.Old, emissions);
                foreach (var block in reorged.New)
                {
                    Commit(block, emissions);
                }

                break;
            case ChainUpdate.Resumed resumed:
                Resume(resumed, emissions);
                break;
            case ChainUpdate.Diverged diverged:
                Halt(
                    $"block {diverged.Head.Number} {diverged.Head.Hash} shares none of the newest {ReorgDepth} blocks with block {diverged.Tip.Number} {diverged.Tip.Hash}",
                    emissions);
                break;
            case ChainUpdate.Pending:
                // No detector looks at what is not mined yet.
                break;
            case Tick or Simulation or ActionOutcome or Forewarning or OperatorCommand:
                _watch.Take(input, emissions);
                if (_checkpoints.Count > 0)
                {
                    _checkpoints[^1].Since.Add(input);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input.GetType().Name, "unknown input");
        }

        return emissions.DrainToImmutable();
    }

    private void Commit(Block block, ImmutableArray<Emission>.Builder emissions)
    {
        if (_halted)
        {
            return;
        }

        if (_checkpoints.Count > 0 && !_checkpoints[^1].IsExtendedBy(block))
        {
            Halt($"block {block.Ref.Number} does not extend block {_checkpoints[^1].Block.Number}", emissions);
            return;
        }

        Take(block, emissions);
    }

    /// <summary>Keeps the state after the newest block, before it changes and not sooner: what is said to a block does not wait for it.</summary>
    private void Remember()
    {
        if (_checkpoints.Count > 0)
        {
            _checkpoints[^1].State ??= _watch.Clone();
        }
    }

    private void Resume(ChainUpdate.Resumed resumed, ImmutableArray<Emission>.Builder emissions)
    {
        if (Tip != resumed.After || resumed.Block.Ref.Number <= resumed.After.Number + 1)
        {
            Halt($"block {resumed.Block.Ref.Number} is to be gone on with after block {resumed.After.Number}, and the newest is {Tip?.Number}", emissions);
            return;
        }

        // What lies below is not known, so nothing can go back there.
        _checkpoints.Clear();
        Take(resumed.Block, emissions);
    }

    private void Take(Block block, ImmutableArray<Emission>.Builder emissions)
    {
        Remember();
        _watch.Take(block, emissions);
        _checkpoints.Add(new Checkpoint(block.Ref));
        if (_checkpoints.Count > ReorgDepth + 1)
        {
            _checkpoints.RemoveAt(0);
        }
    }

    /// <summary>
    /// Back to the state after the newest block that stays, with what did not come from the chain told again: the world
    /// outside it, people and actions in blocks that stay are not undone by a reorg.
    /// </summary>
    private void Revert(ImmutableArray<BlockRef> old, ImmutableArray<Emission>.Builder emissions)
    {
        var keep = _checkpoints.Count - old.Length;
        if (keep < 1)
        {
            Halt($"a reorg of {old.Length} blocks goes below what can be undone ({ReorgDepth})", emissions);
            return;
        }

        if (old.IsEmpty || !old.SequenceEqual(_checkpoints.Skip(keep).Select(c => c.Block)))
        {
            Halt("a reorg of blocks that are not the newest", emissions);
            return;
        }

        var since = _checkpoints.Skip(keep - 1).SelectMany(c => c.Since).Where(i => Survives(i, old)).ToList();
        var gone = _watch;
        var last = _checkpoints[keep - 1];
        _checkpoints.RemoveRange(keep, old.Length);
        last.Since = since;
        _watch = last.State!.Clone();
        var saidAlready = ImmutableArray.CreateBuilder<Emission>();
        foreach (var input in since)
        {
            _watch.Take(input, saidAlready);
        }

        _watch.Retracted(old, gone, emissions);
    }

    private static bool Survives(Input input, ImmutableArray<BlockRef> old) => input switch
    {
        ActionOutcome outcome => !old.Contains(outcome.Block),
        Simulation simulation => !old.Contains(simulation.Head),
        _ => true,
    };

    private void Halt(string reason, ImmutableArray<Emission>.Builder emissions)
    {
        _halted = true;
        _watch.Halt(Tip, reason, emissions);
        emissions.Add(new Emission.Halted(reason));
    }

    private sealed class Checkpoint(BlockRef block)
    {
        public BlockRef Block => block;

        /// <summary>Right after the block; null until the next input comes.</summary>
        public ProtocolWatch? State { get; set; }

        /// <summary>What came between the block and the next one, in order.</summary>
        public List<Input> Since { get; set; } = [];

        public bool IsExtendedBy(Block next) => next.ParentHash == Block.Hash && next.Ref.Number == Block.Number + 1;
    }
}
