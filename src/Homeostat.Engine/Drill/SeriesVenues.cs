using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Engine.Pipeline;

namespace Homeostat.Engine.Drill;

/// <summary>
/// Venues outside the protocol: each quotes the real series late and inexactly, as its plan says. The error of a second
/// is always the same, whoever asks and however often.
/// </summary>
internal sealed class SeriesVenues(string market, ImmutableArray<VenuePlan> venues, PriceSeries series, long seed) : IPriceSource
{
    public ValueTask<ImmutableArray<Quote>> QuotesAsync(UnixSeconds at, CancellationToken cancellation)
    {
        var quotes = ImmutableArray.CreateBuilder<Quote>(venues.Length);
        for (var i = 0; i < venues.Length; i++)
        {
            var time = Math.Max(series.From, at.Value - venues[i].LagSeconds);
            var price = series.PriceAtOrLast(time) * (1 + (venues[i].NoiseBps * 1e-4 * Gauss(i, time)));
            quotes.Add(new Quote(venues[i].Name, market, price, new UnixSeconds(time)));
        }

        return ValueTask.FromResult(quotes.MoveToImmutable());
    }

    /// <summary>Standard normal by Box and Muller (1958).</summary>
    private double Gauss(int venue, long time)
    {
        var chance = new Random(unchecked((int)((seed * 31) + (venue * 1_000_003) + time)));
        return Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
    }
}
