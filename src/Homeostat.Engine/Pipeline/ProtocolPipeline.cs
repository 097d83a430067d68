using System.Collections.Immutable;
using System.Diagnostics;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Ingestion;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Pipeline;

/// <summary>
/// One protocol's loop: block → quotes → Core → transaction, then what became of earlier actions, then whether the
/// prepared ones are armed, then the acknowledgement. Whatever stands between a block and its transaction is in
/// <see cref="HandleAsync"/>, in that order.
/// </summary>
/// <param name="executor">Null in shadow mode: everything is decided and nothing is sent.</param>
public sealed class ProtocolPipeline(
    BrainConfiguration configuration,
    EthereumClient client,
    IPriceSource prices,
    Executor? executor,
    IPipelineObserver observer) : IDisposable
{
    private readonly Brain _brain = new(configuration);
    private readonly ImmutableArray<PreparedAction> _prepared = Playbook.Prepared(configuration.Protocol, configuration.Policy);
    private readonly Stopwatch _sinceBlock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Runs until cancelled; anything that it cannot verify or do throws.</summary>
    public async Task RunAsync(BlockNumber first, CancellationToken cancellation)
    {
        if (executor is not null)
        {
            await executor.StartAsync(cancellation).ConfigureAwait(false);
        }

        var follower = new BlockFollower(client) { HeaderArrived = _sinceBlock.Restart };
        await follower.RunAsync(first, update => InTurnAsync(() => HandleAsync(update, cancellation), cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>A person's word, between two blocks.</summary>
    public Task CommandAsync(OperatorCommand command, CancellationToken cancellation) =>
        InTurnAsync(() => StepAsync(command, cancellation), cancellation);

    public void Dispose() => _turn.Dispose();

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

    private async Task HandleAsync(ChainUpdate update, CancellationToken cancellation)
    {
        var block = update switch
        {
            ChainUpdate.Committed committed => committed.Block,
            ChainUpdate.Reorged reorged => reorged.New[^1],
            _ => throw new ArgumentOutOfRangeException(nameof(update), update.GetType().Name, "not something a follower delivers"),
        };
        var quotes = await prices.QuotesAsync(block.Timestamp, cancellation).ConfigureAwait(false);
        await StepAsync(new Tick(block.Timestamp, quotes), cancellation).ConfigureAwait(false);
        await StepAsync(update, cancellation).ConfigureAwait(false);
        if (executor is not null && block.Ref.Number >= configuration.DecideFromBlock)
        {
            await FollowUpAsync(executor, block.Ref, cancellation).ConfigureAwait(false);
        }

        observer.Acknowledged(block.Ref);
    }

    private async Task FollowUpAsync(Executor executor, BlockRef block, CancellationToken cancellation)
    {
        foreach (var outcome in await executor.SettleAsync(block, cancellation).ConfigureAwait(false))
        {
            await StepAsync(outcome, cancellation).ConfigureAwait(false);
        }

        foreach (var simulation in await executor.ArmAsync(_prepared, block, cancellation).ConfigureAwait(false))
        {
            await StepAsync(simulation, cancellation).ConfigureAwait(false);
        }

        executor.SignAhead(Playbook.Prepared(configuration.Protocol, configuration.Policy, block.Number + 1));
    }

    private async Task StepAsync(Input input, CancellationToken cancellation)
    {
        var emissions = _brain.Step(input);
        var sent = ImmutableArray.CreateBuilder<ActionOutcome>();
        foreach (var emission in emissions)
        {
            if (executor is not null && emission is Emission.ActionRequested request)
            {
                sent.Add(await executor.SendAsync(request.Action, request.Decision, cancellation).ConfigureAwait(false));
                observer.Sent(request.Action, _sinceBlock.Elapsed);
            }
        }

        observer.Stepped(input, emissions);
        foreach (var outcome in sent)
        {
            await StepAsync(outcome, cancellation).ConfigureAwait(false);
        }
    }
}
