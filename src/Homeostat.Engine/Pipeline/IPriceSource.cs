using System.Collections.Immutable;
using Homeostat.Core.Chain;

namespace Homeostat.Engine.Pipeline;

/// <summary>Venues outside the chain. A venue that does not answer is left out; Core sees it age and go missing.</summary>
public interface IPriceSource
{
    ValueTask<ImmutableArray<Quote>> QuotesAsync(UnixSeconds at, CancellationToken cancellation);
}
