using System.Collections.Immutable;
using System.Diagnostics;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Pipeline;

/// <summary>
/// One protocol's loop: block → quotes → Core → transaction, then the journal, then what became of earlier actions, then
/// whether the prepared ones are armed, then the acknowledgement. Whatever stands between a block and its transaction is in
/// <see cref="HandleAsync"/>, in that order.
/// </summary>
/// <param name="start">Where Core stands: anew, or taken up from an earlier run.</param>
/// <param name="executor">Null in shadow mode: everything is decided and nothing is sent.</param>
/// <param name="journal">Null where nothing need outlast the process.</param>
public sealed class ProtocolPipeline(
    PipelineStart start,
    IPriceSource prices,
    Executor? executor,
    Journal? journal,
    IPipelineObserver observer) : IChainConsumer, IDisposable
{
    // A signature costs its time on every block and saves it once: of thousands of scopes only those most under suspicion are worth it.
    private const int SignedScopes = 8;

    private readonly BrainConfiguration _configuration = start.Configuration;
    private readonly Brain _brain = start.Brain;
    private readonly List<GapWatch> _gaps = [.. start.Gaps];
    private readonly Stopwatch _sinceBlock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ImmutableArray<Scope> _scopes = [];
    private ImmutableArray<PreparedAction> _prepared = [];
    private readonly Dictionary<Scope, double> _suspicion = [];
    private string? _halted;
    private BlockRef _newest;

    /// <summary>To be told when a header arrives, before anything is asked about it.</summary>
    public void HeadSeen(BlockRef head)
    {
        _sinceBlock.Restart();
        _newest = head;
    }

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="EngineHaltedException">Going on would be guessing.</exception>
    public async Task RunAsync(ChainFollower follower, FollowPosition position, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(follower);
        if (executor is not null)
        {
            await executor.StartAsync(cancellation).ConfigureAwait(false);
            await InTurnAsync(() => TakeUpAsync(executor, cancellation), cancellation).ConfigureAwait(false);
        }

        try
        {
            await follower.RunAsync(position, this, cancellation).ConfigureAwait(false);
        }
        catch (DeepReorgException deep)
        {
            await InTurnAsync(() => EndAsync(new ChainUpdate.Diverged(deep.Tip, deep.Head), cancellation), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A person's word, between two blocks.</summary>
    public Task CommandAsync(OperatorCommand command, CancellationToken cancellation) => BetweenAsync(command, cancellation);

    /// <summary>What was seen where the same code stands elsewhere, between two blocks.</summary>
    public Task HearAsync(Forewarning forewarning, CancellationToken cancellation) => BetweenAsync(forewarning, cancellation);

    public Task TakeAsync(Delivery delivery, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return InTurnAsync(
            () => delivery.Lane == Lane.Backfill ? FillAsync(delivery.Update, cancellation) : HandleAsync(Placed(delivery), cancellation),
            cancellation);
    }

    public void Dispose() => _turn.Dispose();

    private Task BetweenAsync(Input input, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            await StepAsync(input, cancellation).ConfigureAwait(false);
            await CommitAsync(cancellation).ConfigureAwait(false);
        },
        cancellation);

    /// <summary>Core takes one input at a time: a person's word waits for the block at hand, and the other way round.</summary>
    private async Task InTurnAsync(Func<Task> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What a delivery is to Core, which must be told when blocks are passed over.</summary>
    private ChainUpdate Placed(Delivery delivery) =>
        delivery is { StartsAnew: true, Update: ChainUpdate.Committed committed } && _brain.Tip is { } tip
            ? new ChainUpdate.Resumed(tip, committed.Block)
            : delivery.Update;

    private async Task HandleAsync(ChainUpdate update, CancellationToken cancellation)
    {
        if (update is ChainUpdate.Resumed resumed)
        {
            _gaps.Add(GapWatch.Open(resumed, _brain));
        }

        if (Newest(update) is { } block)
        {
            var quotes = await prices.QuotesAsync(block.Timestamp, cancellation).ConfigureAwait(false);
            await StepAsync(new Tick(block.Timestamp, quotes), cancellation).ConfigureAwait(false);
        }

        await StepAsync(update, cancellation).ConfigureAwait(false);
        await CommitAsync(cancellation).ConfigureAwait(false);
        ThrowIfHalted();
        var head = _brain.Tip!.Value;
        // From the block before the first that is decided on: it must find the actions armed and signed. While an outage is
        // caught up with there is nothing to learn from blocks that are not the head.
        if (executor is not null && head.Number + 1 >= _configuration.DecideFromBlock && head.Number >= _newest.Number)
        {
            await FollowUpAsync(executor, head, cancellation).ConfigureAwait(false);
            await CommitAsync(cancellation).ConfigureAwait(false);
        }

        observer.Acknowledged(head, _sinceBlock.Elapsed);
    }

    /// <summary>The newest block known, when one is decided on.</summary>
    private BlockRef Head(BlockRef decided) => _newest.Number > decided.Number ? _newest : decided;

    /// <summary>The newest block that comes with an update; null if blocks only go.</summary>
    private static Block? Newest(ChainUpdate update) => update switch
    {
        ChainUpdate.Committed committed => committed.Block,
        ChainUpdate.Resumed resumed => resumed.Block,
        ChainUpdate.Reorged reorged => reorged.New[^1],
        ChainUpdate.Reverted => null,
        _ => throw new ArgumentOutOfRangeException(nameof(update), update.GetType().Name, "not something a follower delivers"),
    };

    /// <summary>A block that was passed over: its verdicts are made up for.</summary>
    private async Task FillAsync(ChainUpdate update, CancellationToken cancellation)
    {
        var block = ((ChainUpdate.Committed)update).Block;
        if (_gaps.Find(g => g.Blocks.Contains(new BlockNumber(block.Ref.Number))) is not { } gap)
        {
            // Dropped without a word it would have no verdict, and nobody would know.
            throw new InvalidOperationException($"block {block.Ref.Number} was filled in, and is in no gap that is known");
        }

        var emissions = gap.Look(block);
        journal?.NoteFilled(block, emissions);
        await CommitAsync(cancellation).ConfigureAwait(false);
        observer.Filled(block, emissions);
        if (block.Ref.Number == gap.Blocks.Last.Value)
        {
            _gaps.Remove(gap);
        }
    }

    /// <summary>
    /// What became, while nobody looked, of actions that an earlier run had sent: Core must know before it catches up, or it
    /// would ask for them again and use its attempts up.
    /// </summary>
    private async Task TakeUpAsync(Executor executor, CancellationToken cancellation)
    {
        if (_brain.Tip is null)
        {
            return;
        }

        foreach (var outcome in await executor.SettleAsync(executor.Head, cancellation).ConfigureAwait(false))
        {
            await StepAsync(outcome, cancellation).ConfigureAwait(false);
        }

        await CommitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task FollowUpAsync(Executor executor, BlockRef block, CancellationToken cancellation)
    {
        foreach (var outcome in await executor.SettleAsync(block, cancellation).ConfigureAwait(false))
        {
            await StepAsync(outcome, cancellation).ConfigureAwait(false);
        }

        if (_scopes.Length != _brain.Scopes.Length)
        {
            _scopes = _brain.Scopes;
            _prepared = Playbook.Prepared(_scopes, _configuration.Policy);
        }

        foreach (var simulation in await executor.ArmAsync(_prepared, block, cancellation).ConfigureAwait(false))
        {
            await StepAsync(simulation, cancellation).ConfigureAwait(false);
        }

        executor.SignAhead(Playbook.Prepared(MostSuspect(), _configuration.Policy, block.Number + 1));
    }

    private ImmutableArray<Scope> MostSuspect() => _scopes.Length <= SignedScopes
        ? _scopes
        : [.. _scopes.OrderByDescending(s => _suspicion.GetValueOrDefault(s, double.NegativeInfinity)).Take(SignedScopes)];

    private async Task StepAsync(Input input, CancellationToken cancellation)
    {
        var emissions = _brain.Step(input);
        var sent = ImmutableArray.CreateBuilder<ActionOutcome>();
        foreach (var emission in emissions)
        {
            if (executor is not null && emission is Emission.ActionRequested request)
            {
                sent.Add(await executor.SendAsync(request.Action, request.Decision, Head(request.Decision.Block), isAttackPublic: false, cancellation).ConfigureAwait(false));
                observer.Sent(request.Action, _sinceBlock.Elapsed);
            }
            else if (emission is Emission.Believed believed)
            {
                _suspicion[believed.Belief.Scope] = believed.Belief.LogOdds;
            }
            else if (emission is Emission.Halted halted)
            {
                _halted = halted.Reason;
            }
        }

        journal?.Note(input, emissions);
        observer.Stepped(input, emissions);
        foreach (var outcome in sent)
        {
            await StepAsync(outcome, cancellation).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(Input last, CancellationToken cancellation)
    {
        await StepAsync(last, cancellation).ConfigureAwait(false);
        await CommitAsync(cancellation).ConfigureAwait(false);
        ThrowIfHalted();
    }

    private Task CommitAsync(CancellationToken cancellation) => journal is null ? Task.CompletedTask : journal.CommitAsync(cancellation);

    private void ThrowIfHalted()
    {
        if (_halted is { } reason)
        {
            throw new EngineHaltedException(reason);
        }
    }
}
