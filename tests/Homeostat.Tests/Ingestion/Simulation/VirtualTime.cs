namespace Homeostat.Tests.Ingestion.Simulation;

/// <summary>
/// A clock that moves only when told to: to the next timer, which then fires in the caller's thread. Together with code
/// that continues where it is completed, a whole run happens in one thread, in an order that depends on nothing else.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SortedSet<Timer> _due = new(Comparer<Timer>.Create(
        static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Order.CompareTo(b.Order)));

    private long _now;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

    public override DateTimeOffset GetUtcNow() => Epoch + Elapsed;

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.True(period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero, "periodic timers are not simulated");
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Calls back once, later.</summary>
    public void After(TimeSpan delay, Action action) => CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan);

    /// <summary>Lets time pass, timer by timer, until the condition holds; false when the limit comes first.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var end = _now + limit.Ticks;
        while (!condition())
        {
            if (_due.Min is not { } next || next.At > end)
            {
                _now = end;
                return condition();
            }

            _due.Remove(next);
            _now = next.At;
            next.Fire();
        }

        return true;
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public long At { get; private set; }

        public long Order { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time._due.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                At = time._now + dueTime.Ticks;
                Order = time._order++;
                time._due.Add(this);
            }

            return true;
        }

        public void Dispose() => time._due.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
