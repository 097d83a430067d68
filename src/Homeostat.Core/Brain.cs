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

    /// <summary>Everything that beliefs are held about, in a fixed order; markets that are discovered come last.</summary>
    public ImmutableArray<Scope> Scopes => _watch.Scopes;

    /// <summary>Takes one input and says what follows from it. After <see cref="Emission.Halted"/> it says nothing more.</summary>
    public ImmutableArray<Emission> Step(Input input)
    {
        if (_halted)
        {
            return [];
        }

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
            case ChainUpdate.Pending:
                // No detector looks at what is not mined yet.
                break;
            case Tick or Simulation or ActionOutcome or OperatorCommand:
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

        _watch.Take(block, emissions);
        _checkpoints.Add(new Checkpoint(block.Ref, _watch.Clone(), []));
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
        var last = _checkpoints[keep - 1] with { Since = since };
        _checkpoints.RemoveRange(keep - 1, old.Length + 1);
        _checkpoints.Add(last);
        _watch = last.State.Clone();
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
        emissions.Add(new Emission.Halted(reason));
    }

    /// <param name="State">Right after the block.</param>
    /// <param name="Since">What came between the block and the next one, in order.</param>
    private sealed record Checkpoint(BlockRef Block, ProtocolWatch State, List<Input> Since)
    {
        public bool IsExtendedBy(Block next) => next.ParentHash == Block.Hash && next.Ref.Number == Block.Number + 1;
    }
}
