using System.Collections.Immutable;
using Homeostat.Core.Chain;

namespace Homeostat.Engine.Pipeline;

/// <summary>No venue is asked. Time passes all the same.</summary>
public sealed class NoPrices : IPriceSource
{
    public static NoPrices Instance { get; } = new();

    public ValueTask<ImmutableArray<Quote>> QuotesAsync(UnixSeconds at, CancellationToken cancellation) => ValueTask.FromResult<ImmutableArray<Quote>>([]);
}
