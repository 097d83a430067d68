namespace Homeostat.Engine.Ingestion;

/// <summary>
/// Like Task.WaitAsync and Task.Delay, but whoever waits goes on in the thread that completes or cancels: a simulation in one thread stays
/// in it, and nothing is handed over between a block's arrival and the answer to it.
/// </summary>
internal static class Waiting
{
    public static async Task<T> OrCancelledAsync<T>(this Task<T> task, CancellationToken cancellation)
    {
        await ((Task)task).OrCancelledAsync(cancellation).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    public static async Task OrCancelledAsync(this Task task, CancellationToken cancellation)
    {
        if (!task.IsCompleted)
        {
            var cancelled = new TaskCompletionSource();
            using var registration = cancellation.UnsafeRegister(static c => ((TaskCompletionSource)c!).TrySetResult(), cancelled);
            await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false);
        }

        if (!task.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        await task.ConfigureAwait(false);
    }

    public static async Task DelayAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var over = new TaskCompletionSource();
        using var timer = time.CreateTimer(static o => ((TaskCompletionSource)o!).TrySetResult(), over, delay, Timeout.InfiniteTimeSpan);
        using var registration = cancellation.UnsafeRegister(static o => ((TaskCompletionSource)o!).TrySetResult(), over);
        await over.Task.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }
}
