using System.Collections.Immutable;
using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Engine.Ingestion;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Networks;
using Prometheus;

namespace Homeostat.Cli.Run;

/// <summary>The nodes of one network, which its engines share. Warning: their URLs may hold keys; none is shown.</summary>
internal sealed class NetworkSources : IAsyncDisposable
{
    private readonly ImmutableArray<(string Name, EndpointPool Pool)> _private;

    /// <exception cref="SecretException">A URL is not where the profile says, or is none.</exception>
    public NetworkSources(NetworkProfile network, IMetricFactory metrics, IIngestionObserver observer)
    {
        Network = network;
        Metrics = new IngestionMetrics(metrics, network.Slug);
        Pool = Open([.. network.Endpoints.Where(e => !e.IsPrivate)], Metrics, observer);
        var unread = IngestionMetrics.Unread(network.Slug);
        _private = [.. network.Endpoints.Where(e => e.IsPrivate).Select(e => (e.Name, Open([e], unread, observer)))];
    }

    public NetworkProfile Network { get; }

    public IngestionMetrics Metrics { get; }

    /// <summary>Those that are read.</summary>
    public EndpointPool Pool { get; }

    /// <summary>Where transactions go.</summary>
    public IReadOnlyList<ExecutionEndpoint> Executing =>
    [
        .. Pool.Slugs.Select(s => new ExecutionEndpoint(s, Pool.Only(s), IsPrivate: false)),
        .. _private.Select(p => new ExecutionEndpoint(p.Name, p.Pool.Only(p.Name), IsPrivate: true)),
    ];

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync().ConfigureAwait(false);
        foreach (var (_, pool) in _private)
        {
            await pool.DisposeAsync().ConfigureAwait(false);
        }
    }

    private EndpointPool Open(ImmutableArray<NetworkEndpoint> endpoints, IngestionMetrics metrics, IIngestionObserver observer) => new(
        new PoolOptions(Network.Slug, Network.ChainId),
        [.. endpoints.Select(Options)],
        new EndpointConnector(),
        TimeProvider.System,
        metrics,
        observer);

    private static EndpointOptions Options(NetworkEndpoint endpoint) =>
        NodeUrl.TryRead(endpoint.Url.Resolve(), endpoint.Name) is { } options
            ? options with
            {
                Weight = endpoint.Weight,
                RequestsPerSecond = endpoint.RequestsPerSecond ?? EndpointOptions.MaxRequestsPerSecond,
            }
            : throw new SecretException($"endpoint {endpoint.Name}: the {endpoint.Url} is no URL that begins with http://, https://, ws:// or wss://");
}
