using System.Collections.Immutable;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>
/// The endpoints of one network as one source: a question goes to the best that may be asked, to a second when the first is
/// slow, to the next when an answer fails or does not stand. Safe for concurrent use.
/// </summary>
public sealed partial class EndpointPool : IRpcSubscriptionTransport
{
    // A heavier endpoint that recovered is not returned to for a small difference: each change costs warm connections.
    private const double ReturnRatio = 2;

    private readonly PoolContext _context;
    private readonly ImmutableArray<Endpoint> _endpoints;
    private readonly Lock _gate = new();
    private Endpoint _primary;

    public EndpointPool(
        PoolOptions options,
        IReadOnlyList<EndpointOptions> endpoints,
        IEndpointConnector connector,
        TimeProvider time,
        IngestionMetrics metrics,
        IIngestionObserver observer)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.Count == 0 || endpoints.Select(e => e.Slug).Distinct().Count() != endpoints.Count)
        {
            throw new ArgumentException($"network '{options.Network}' needs at least one endpoint, each with a slug of its own", nameof(endpoints));
        }

        _context = new PoolContext(options, connector, time, new Backoff(options.Seed, isAlone: endpoints.Count == 1), metrics, observer);
        _endpoints = [.. endpoints.Select(e => new Endpoint(e, _context)).OrderByDescending(e => e.Options.Weight)];
        _primary = _endpoints[0];
        Client = new EthereumClient(this);
    }

    /// <summary>Typed calls that any endpoint may answer.</summary>
    public EthereumClient Client { get; }

    public PoolOptions Options => _context.Options;

    /// <summary>Heaviest first.</summary>
    public IEnumerable<string> Slugs => _endpoints.Select(e => e.Slug);

    internal ImmutableArray<Endpoint> Endpoints => _endpoints;

    internal PoolContext Context => _context;

    /// <summary>Typed calls to one endpoint and no other.</summary>
    public EthereumClient Only(string slug) => Find(slug).Client;

    /// <summary>Tells the pool of a fault that only the caller could see, such as a head that lags.</summary>
    public void Report(string slug, Finding finding) => Find(slug).Failed(finding, retryAfter: null);

    public async ValueTask DisposeAsync()
    {
        foreach (var endpoint in _endpoints)
        {
            await endpoint.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Endpoint Find(string slug) => _endpoints.FirstOrDefault(e => e.Slug == slug)
        ?? throw new ArgumentOutOfRangeException(nameof(slug), slug, $"network '{Options.Network}' has the endpoints {string.Join(", ", Slugs)}");

    /// <summary>The endpoint to ask next; null when all that may be asked were.</summary>
    private Endpoint? Choose(string prefer, string method, IReadOnlyCollection<string> except, HashSet<Endpoint> tried)
    {
        bool MayBeAsked(Endpoint e) =>
            !tried.Contains(e) && !except.Contains(e.Slug) && e.Offers(method) && e.UntilAvailable == TimeSpan.Zero;

        if (_endpoints.FirstOrDefault(e => e.Slug == prefer) is { } preferred && MayBeAsked(preferred))
        {
            return preferred;
        }

        var best = _endpoints.Where(MayBeAsked).MaxBy(e => e.Score);
        return best is null ? null : Settle(best, MayBeAsked(_primary));
    }

    /// <summary>Stays with the first choice unless it may not be asked or another has become much better.</summary>
    private Endpoint Settle(Endpoint best, bool mayStay)
    {
        Endpoint from;
        lock (_gate)
        {
            from = _primary;
            var isOut = from.UntilAvailable > TimeSpan.Zero;
            if (best == from || (!isOut && best.Score < ReturnRatio * from.Score))
            {
                return mayStay ? from : best;
            }

            _primary = best;
        }

        var reason = from.LastFault?.Kind.Label() ?? "better";
        _context.Metrics.Rotated(reason);
        _context.Observer.Rotated(from.Slug, best.Slug, reason);
        return best;
    }
}
