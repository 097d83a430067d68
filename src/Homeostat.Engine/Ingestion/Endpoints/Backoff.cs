namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>
/// How long an endpoint is left alone after a fault: min(cap, first · 2^(n−1)), of which a random half is taken off ("equal
/// jitter"), so that engines that lost a node together do not come back together.
/// </summary>
/// <param name="isAlone">There is no other endpoint to ask meanwhile: then it is not left alone for long, whatever it did.</param>
internal sealed class Backoff(int seed, bool isAlone)
{
    private const int MaxDoublings = 20;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CapOfOne = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterLie = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterWrongChain = TimeSpan.FromMinutes(10);

    // What a node may ask for at most: a hostile one would silence itself, and us, for ever.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    /// <param name="failures">How many in a row, this one included.</param>
    public TimeSpan After(FaultKind kind, int failures, TimeSpan? retryAfter)
    {
        if (kind.IsAboutTheQuestion())
        {
            return TimeSpan.Zero;
        }

        var wait = kind switch
        {
            FaultKind.WrongChainId => AfterWrongChain,
            _ when kind.IsLie() => AfterLie,
            _ => TimeSpan.FromTicks(Math.Min(Cap.Ticks, First.Ticks << Math.Min(failures - 1, MaxDoublings))),
        };
        if (isAlone && wait > CapOfOne)
        {
            wait = CapOfOne;
        }

        var jittered = wait * (0.5 + (Next() / 2));
        var asked = retryAfter is { } asks ? TimeSpan.FromTicks(Math.Clamp(asks.Ticks, 0, MaxRetryAfter.Ticks)) : TimeSpan.Zero;
        return asked > jittered ? asked : jittered;
    }

    private double Next()
    {
        lock (_gate)
        {
            return _random.NextDouble();
        }
    }
}
