using System.Collections.Immutable;

namespace Homeostat.Engine.Drill;

/// <summary>
/// One-minute candles without gaps. Between a minute's open and its close the price is a straight line; high and low are
/// checked but not played, since nothing says when within the minute they were.
/// </summary>
public sealed class PriceSeries
{
    private const int StepSeconds = 60;

    private readonly ImmutableArray<(double Open, double Close)> _minutes;
    private readonly double _scale;

    /// <param name="from">Start of the first minute, in seconds since 1970-01-01 UTC.</param>
    public PriceSeries(long from, ImmutableArray<(double Open, double Close)> minutes)
        : this(from, minutes, 1)
    {
    }

    private PriceSeries(long from, ImmutableArray<(double Open, double Close)> minutes, double scale)
    {
        ArgumentOutOfRangeException.ThrowIfZero(minutes.Length, nameof(minutes));
        From = from;
        _minutes = minutes;
        _scale = scale;
    }

    /// <summary>The first second with a price.</summary>
    public long From { get; }

    /// <summary>The last second with a price: the end of the last minute.</summary>
    public long To => From + ((long)_minutes.Length * StepSeconds);

    public bool Covers(long from, long to) => from >= From && to <= To;

    /// <param name="unixSeconds">Within [<see cref="From"/>, <see cref="To"/>].</param>
    public double PriceAt(long unixSeconds)
    {
        if (!Covers(unixSeconds, unixSeconds))
        {
            throw new ArgumentOutOfRangeException(nameof(unixSeconds), unixSeconds, $"the series has prices from {From} to {To}");
        }

        var since = unixSeconds - From;
        var at = (int)Math.Min(since / StepSeconds, _minutes.Length - 1);
        var (open, close) = _minutes[at];
        return _scale * (open + ((close - open) * (since - ((long)at * StepSeconds)) / StepSeconds));
    }

    /// <summary>The same, but after its end the market stands still at its last price: for epilogues.</summary>
    public double PriceAtOrLast(long unixSeconds) => PriceAt(Math.Min(unixSeconds, To));

    /// <summary>The same movements, in proportion, through <paramref name="price"/> at a given second.</summary>
    public PriceSeries Through(long unixSeconds, double price) =>
        new(From, _minutes, _scale * price / PriceAt(unixSeconds));
}
