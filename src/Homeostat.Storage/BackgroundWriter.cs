using System.Collections.Immutable;
using System.Threading.Channels;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>
/// Takes units in order into a bounded queue and stores all that wait in one commit. A full disk or a lock is waited out
/// for a while; then, or on a contradiction, storing has failed and everything still queued is refused: it was never
/// acknowledged, and a restarted engine reads it again from the chain.
/// </summary>
internal sealed class BackgroundWriter : IAsyncDisposable
{
    private readonly GroupCommit _commit;
    private readonly SqliteStoreOptions _options;
    private readonly LedgerMetrics.StreamMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Action _stored;
    private readonly Channel<StoreUnit> _queue;
    private readonly Lock _gate = new();
    private readonly Task _running;
    private StoreProgress _progress;

    /// <param name="stored">Called after each commit, on the writer's own task.</param>
    public BackgroundWriter(GroupCommit commit, BlockRef? durable, SqliteStoreOptions options, LedgerMetrics.StreamMetrics metrics, TimeProvider time, Action stored)
    {
        (_commit, _options, _metrics, _time, _stored) = (commit, options, metrics, time, stored);
        _progress = new StoreProgress(durable, 0, StoreHealth.Running, null);
        _metrics.Writing(isWriting: true);
        _queue = Channel.CreateBounded<StoreUnit>(new BoundedChannelOptions(options.QueueUnits) { SingleReader = true });
        _running = Task.Run(RunAsync);
    }

    public StoreProgress Progress
    {
        get
        {
            lock (_gate)
            {
                return _progress;
            }
        }
    }

    public async ValueTask<bool> AppendAsync(ImmutableArray<StoreChange> unit, CancellationToken cancellation) =>
        unit.IsDefaultOrEmpty ? Progress.Health != StoreHealth.Failed : await EnqueueAsync(new StoreUnit(unit, null), cancellation).ConfigureAwait(false);

    public async Task FlushAsync(CancellationToken cancellation)
    {
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!await EnqueueAsync(new StoreUnit([], durable), cancellation).ConfigureAwait(false))
        {
            throw Progress.Failure!;
        }

        await durable.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Stores what is still queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running.ConfigureAwait(false);
    }

    private async ValueTask<bool> EnqueueAsync(StoreUnit unit, CancellationToken cancellation)
    {
        Count(1);
        try
        {
            await _queue.Writer.WriteAsync(unit, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ChannelClosedException)
        {
            Count(-1);
            return Progress.Health == StoreHealth.Failed ? false : throw new ObjectDisposedException(nameof(BackgroundWriter));
        }
        catch (OperationCanceledException)
        {
            Count(-1);
            throw;
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<StoreUnit>(_options.BatchUnits);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < _options.BatchUnits && _queue.Reader.TryRead(out var unit))
            {
                batch.Add(unit);
            }

            if (await StoreAsync(batch).ConfigureAwait(false) is { } failure)
            {
                Fail(batch, failure);
                return;
            }
        }
    }

    /// <summary>Null once all are durable; otherwise why the batch's rest is not.</summary>
    private async Task<StoreException?> StoreAsync(List<StoreUnit> batch)
    {
        var since = _time.GetTimestamp();
        while (true)
        {
            try
            {
                var (stored, checkpoint, refused) = _commit.Store(batch);
                Acknowledge(batch, stored, checkpoint);
                return refused;
            }
            catch (StoreException broken)
            {
                _metrics.Failed(broken.Fault);
                if (!broken.IsTransient || _time.GetElapsedTime(since) >= _options.RetryFor)
                {
                    return broken;
                }

                Set(p => p with { Health = StoreHealth.Retrying, Failure = broken });
            }
            catch (Exception bug)
            {
                return new StoreException(StoreFault.Unavailable, _options.File, $"could not be written: {bug.Message}", bug);
            }

            await Task.Delay(_options.RetryEvery, _time).ConfigureAwait(false);
        }
    }

    private void Acknowledge(List<StoreUnit> batch, int stored, BlockRef? checkpoint)
    {
        Set(p => p with { Durable = checkpoint, Pending = p.Pending - stored, Health = StoreHealth.Running, Failure = null });
        for (var i = 0; i < stored; i++)
        {
            batch[i].Durable?.TrySetResult();
        }

        batch.RemoveRange(0, stored);
        _stored();
    }

    private void Fail(List<StoreUnit> batch, StoreException failure)
    {
        if (failure.Fault == StoreFault.Conflict)
        {
            _metrics.Failed(failure.Fault);
        }

        Set(p => p with { Health = StoreHealth.Failed, Failure = failure });
        _queue.Writer.TryComplete();
        foreach (var unit in batch)
        {
            unit.Durable?.TrySetException(failure);
        }

        while (_queue.Reader.TryRead(out var unit))
        {
            unit.Durable?.TrySetException(failure);
        }
    }

    private void Count(int units) => Set(p => p with { Pending = p.Pending + units });

    private void Set(Func<StoreProgress, StoreProgress> change)
    {
        lock (_gate)
        {
            _progress = change(_progress);
            _metrics.Pending(_progress.Pending);
            _metrics.Writing(_progress.Health == StoreHealth.Running);
        }
    }
}
