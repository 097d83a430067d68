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

    private readonly List<(BlockRef Block, ProtocolWatch State)> _checkpoints = [];
    private ProtocolWatch _watch;
    private bool _halted;

    public Brain(BrainConfiguration configuration)
    {
        _watch = new ProtocolWatch(configuration);
    }

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
            case Tick tick:
                _watch.Take(tick);
                break;
            case Simulation simulation:
                _watch.Take(simulation, emissions);
                break;
            case ActionOutcome outcome:
                _watch.Take(outcome, emissions);
                break;
            case OperatorCommand command:
                _watch.Take(command, emissions);
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

        if (_checkpoints.Count > 0 && _checkpoints[^1].Block.Hash != block.ParentHash)
        {
            Halt($"block {block.Ref.Number} does not extend block {_checkpoints[^1].Block.Number}", emissions);
            return;
        }

        _watch.Take(block, emissions);
        _checkpoints.Add((block.Ref, _watch.Clone()));
        if (_checkpoints.Count > ReorgDepth + 1)
        {
            _checkpoints.RemoveAt(0);
        }
    }

    private void Revert(ImmutableArray<BlockRef> old, ImmutableArray<Emission>.Builder emissions)
    {
        var keep = _checkpoints.Count - old.Length;
        if (keep < 1 || !old.SequenceEqual(_checkpoints.Skip(keep).Select(c => c.Block)))
        {
            Halt($"a reorg of {old.Length} blocks goes below what can be undone ({ReorgDepth})", emissions);
            return;
        }

        _checkpoints.RemoveRange(keep, old.Length);
        _watch = _checkpoints[^1].State.Clone();
        _watch.Retracted(old, emissions);
    }

    private void Halt(string reason, ImmutableArray<Emission>.Builder emissions)
    {
        _halted = true;
        emissions.Add(new Emission.Halted(reason));
    }
}
