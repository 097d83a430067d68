namespace Homeostat.Tests.Backtest;

/// <summary>Virtual time that jumps to the next timer as soon as one is set: waits cost nothing and are remembered.</summary>
internal sealed class ImmediateTime : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _now;

    public TimeSpan Waited
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Waited.Ticks;

    public void Pass(TimeSpan time)
    {
        lock (_gate)
        {
            _now += time;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pass(dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Rung();
    }

    private sealed class Rung : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
