namespace Homeostat.Engine.Ingestion.Following;

/// <summary>
/// One at a time, the head lane before the backfill lane. Whoever waits goes on in the thread of the one who leaves, so
/// that a simulation in one thread stays in it.
/// </summary>
internal sealed class Turn
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _head = new();
    private readonly Queue<TaskCompletionSource> _backfill = new();
    private bool _isTaken;

    public Task EnterAsync(Lane lane)
    {
        lock (_gate)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource();
            (lane == Lane.Head ? _head : _backfill).Enqueue(waiter);
            return waiter.Task;
        }
    }

    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            if (!_head.TryDequeue(out next) && !_backfill.TryDequeue(out next))
            {
                _isTaken = false;
            }
        }

        next?.SetResult();
    }
}
