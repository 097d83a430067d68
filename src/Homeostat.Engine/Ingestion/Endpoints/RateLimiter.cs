namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>
/// A token bucket that may be overdrawn: whoever takes more than there is waits until it would be there. Holds one second's
/// worth, so that a burst at a new block goes out at once.
/// </summary>
internal sealed class RateLimiter(double perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly double _capacity = Math.Max(1, perSecond);
    private double _tokens = Math.Max(1, perSecond);
    private long _at = time.GetTimestamp();

    /// <summary>Takes the tokens and waits for those that are missing.</summary>
    public Task WaitAsync(int count, CancellationToken cancellation)
    {
        var wait = Take(count);
        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, time, cancellation);
    }

    /// <summary>Whether half a second's worth is there: what may wait leaves the rest to what may not.</summary>
    public TimeSpan UntilHalfFull()
    {
        lock (_gate)
        {
            Refill();
            var missing = (_capacity / 2) - _tokens;
            return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / perSecond);
        }
    }

    private TimeSpan Take(int count)
    {
        lock (_gate)
        {
            Refill();
            _tokens -= count;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(_capacity, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
    }
}
