using Homeostat.Core.Chain;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Following;

namespace Homeostat.IntegrationTests.Ingestion;

/// <summary>Takes deliveries and lets the test wait for what it expects of them.</summary>
internal sealed class Recorder : IChainConsumer, IIngestionObserver
{
    private readonly Lock _gate = new();
    private readonly List<(Func<Recorder, bool> Condition, TaskCompletionSource Met)> _waiting = [];

    public List<Delivery> Deliveries { get; } = [];

    public List<EndpointFault> Faults { get; } = [];

    /// <summary>The blocks that stand.</summary>
    public List<BlockRef> Chain { get; } = [];

    public FollowPosition Position => Deliveries[^1].After;

    public Task TakeAsync(Delivery delivery, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Deliveries.Add(delivery);
            Apply(delivery.Update);
            Check();
        }

        return Task.CompletedTask;
    }

    public void Faulted(EndpointFault fault)
    {
        lock (_gate)
        {
            Faults.Add(fault);
            Check();
        }
    }

    public void Rotated(string from, string to, string reason)
    {
    }

    public void Blind(string reason)
    {
    }

    /// <summary>Completes once the condition holds; the run's own failure is thrown instead of waiting for ever.</summary>
    public async Task WaitAsync(Func<Recorder, bool> condition, Task run, CancellationToken cancellation)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((condition, met));
            Check();
        }

        if (await Task.WhenAny(met.Task, run).WaitAsync(cancellation) == run)
        {
            await run;
        }
    }

    private void Apply(ChainUpdate update)
    {
        switch (update)
        {
            case ChainUpdate.Committed committed:
                Chain.Add(committed.Block.Ref);
                break;
            case ChainUpdate.Reorged reorged:
                Assert.Equal(reorged.Old, Chain.TakeLast(reorged.Old.Length));
                Chain.RemoveRange(Chain.Count - reorged.Old.Length, reorged.Old.Length);
                Chain.AddRange(reorged.New.Select(b => b.Ref));
                break;
            case ChainUpdate.Reverted reverted:
                Assert.Equal(reverted.Old, Chain.TakeLast(reverted.Old.Length));
                Chain.RemoveRange(Chain.Count - reverted.Old.Length, reverted.Old.Length);
                break;
            default:
                Assert.Fail($"delivered {update}");
                break;
        }
    }

    private void Check()
    {
        foreach (var (condition, met) in _waiting)
        {
            if (condition(this))
            {
                met.TrySetResult();
            }
        }
    }
}
