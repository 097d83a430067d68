namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>What all endpoints of a pool share.</summary>
internal sealed record PoolContext(
    PoolOptions Options,
    IEndpointConnector Connector,
    TimeProvider Time,
    Backoff Backoff,
    IngestionMetrics Metrics,
    IIngestionObserver Observer);
