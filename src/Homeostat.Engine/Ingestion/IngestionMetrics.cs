using Homeostat.Engine.Ingestion.Endpoints;
using Prometheus;

namespace Homeostat.Engine.Ingestion;

/// <summary>What is measured about the sources of one network. Labels hold slugs and names, never hashes or URLs.</summary>
public sealed class IngestionMetrics
{
    private static readonly double[] DurationBuckets = Histogram.ExponentialBuckets(0.000_5, 2, 16);
    private static readonly double[] DepthBuckets = [1, 2, 3, 5, 8, 16, 32, 64];

    private readonly string _network;
    private readonly Counter _requests;
    private readonly Counter _errors;
    private readonly Histogram _durations;
    private readonly Counter _rotations;
    private readonly Counter _rateLimits;
    private readonly Counter _nullResults;
    private readonly Counter _reorgs;
    private readonly Counter _subscriptionsLost;
    private readonly Counter _pendingDropped;

    public IngestionMetrics(IMetricFactory factory, string network)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _network = network;
        _requests = factory.CreateCounter("rpc_requests_total", "JSON-RPC requests sent, by method; each of a batch counts.", ["network", "method"]);
        _errors = factory.CreateCounter("rpc_request_errors_total", "Faults of an endpoint, by the name of the fault.", ["network", "endpoint", "error_type"]);
        _durations = factory.CreateHistogram(
            "rpc_request_duration_seconds", "From sending a request to its whole answer [s].", ["network", "endpoint"], new HistogramConfiguration { Buckets = DurationBuckets });
        _rotations = factory.CreateCounter("rpc_endpoint_rotations_total", "Changes of the first-choice endpoint, by the fault that caused it.", ["network", "reason"]);
        _rateLimits = factory.CreateCounter("rpc_rate_limits_total", "Answers that asked to be asked less.", ["network", "endpoint"]);
        _nullResults = factory.CreateCounter("rpc_null_results_total", "Answers that are null: the node does not know what was asked for.", ["network", "method"]);
        _reorgs = factory.CreateCounter("reorgs_total", "Reorganisations and reverts delivered.", ["network"]);
        _subscriptionsLost = factory.CreateCounter("subscriptions_lost_total", "Subscriptions that ended or fell silent.", ["network", "endpoint"]);
        _pendingDropped = factory.CreateCounter("pending_transactions_dropped_total", "Pending transactions not looked at because more came than could be taken.", ["network"]);
        ReorgDepth = factory.CreateHistogram("reorg_depth", "Blocks replaced by a reorganisation.", ["network"], new HistogramConfiguration { Buckets = DepthBuckets }).WithLabels(network);
        HighestBlockSeen = factory.CreateGauge("highest_block_seen", "Highest block that an endpoint announced.", ["network"]).WithLabels(network);
        HighestBlockDelivered = factory.CreateGauge("highest_block_delivered", "Highest block handed to the engine in the head lane.", ["network"]).WithLabels(network);
        GapBlocks = factory.CreateGauge("gap_blocks", "Blocks below the head lane that are still to be filled in.", ["network"]).WithLabels(network);
        UnverifiedBlocks = factory.CreateCounter("blocks_in_doubt_total", "Blocks delivered although their logs could not be checked.", ["network"]).WithLabels(network);
        EndpointHealth = factory.CreateGauge("rpc_endpoint_health", "Health of an endpoint, 0 to 1.", ["network", "endpoint"]);
    }

    internal IHistogram ReorgDepth { get; }

    internal IGauge HighestBlockSeen { get; }

    internal IGauge HighestBlockDelivered { get; }

    internal IGauge GapBlocks { get; }

    internal ICounter UnverifiedBlocks { get; }

    private Gauge EndpointHealth { get; }

    /// <summary>For those who do not measure: a registry of its own that nobody reads.</summary>
    public static IngestionMetrics Unread(string network) => new(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()), network);

    internal void Requested(string method) => _requests.WithLabels(_network, KnownMethods.Label(method)).Inc();

    internal void Answered(string endpoint, TimeSpan duration) => _durations.WithLabels(_network, endpoint).Observe(duration.TotalSeconds);

    internal void NullResult(string method) => _nullResults.WithLabels(_network, KnownMethods.Label(method)).Inc();

    internal void Faulted(string endpoint, FaultKind kind)
    {
        _errors.WithLabels(_network, endpoint, kind.Label()).Inc();
        if (kind == FaultKind.RateLimited)
        {
            _rateLimits.WithLabels(_network, endpoint).Inc();
        }
    }

    internal void Healthy(string endpoint, double health) => EndpointHealth.WithLabels(_network, endpoint).Set(health);

    internal void Rotated(string reason) => _rotations.WithLabels(_network, reason).Inc();

    internal void SubscriptionLost(string endpoint) => _subscriptionsLost.WithLabels(_network, endpoint).Inc();

    internal void PendingDropped() => _pendingDropped.WithLabels(_network).Inc();

    internal void Reorged(int depth)
    {
        _reorgs.WithLabels(_network).Inc();
        ReorgDepth.Observe(depth);
    }
}
