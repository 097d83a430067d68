namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>How an endpoint is talked to.</summary>
public enum EndpointKind
{
    /// <summary>Requests only; the head is polled for.</summary>
    Http,

    /// <summary>Requests and subscriptions.</summary>
    WebSocket,
}

/// <summary>One node of a network.</summary>
/// <param name="Slug">Its name in metrics and incidents; unique within the network.</param>
/// <param name="Url">Warning: may hold a key; it is never shown.</param>
public sealed record EndpointOptions(string Slug, Uri Url, EndpointKind Kind)
{
    public const int MaxWeight = 1000;
    public const double MaxRequestsPerSecond = 1_000_000;
    private const int MaxMaxResponseBytes = 1 << 30;

    /// <summary>Preference among healthy endpoints; the heaviest is asked first. Default: 100; 1 to 1000.</summary>
    public int Weight { get; init; } = 100;

    /// <summary>What the endpoint allows; a batch counts each of its requests. Default: 1,000,000, no limit of note.</summary>
    public double RequestsPerSecond { get; init; } = MaxRequestsPerSecond;

    /// <summary>Default: 64 MiB; at most 1 GiB.</summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time for one whole answer, connecting included. Default: 10 s; at most 10 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>HTTP headers such as Authorization. Warning: secrets; never shown.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public override string ToString() => Slug;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Slug);
        Require(Weight is >= 1 and <= MaxWeight, nameof(Weight), Weight, $"1 to {MaxWeight}");
        Require(RequestsPerSecond is > 0 and <= MaxRequestsPerSecond, nameof(RequestsPerSecond), RequestsPerSecond, $"above 0, at most {MaxRequestsPerSecond}");
        Require(MaxResponseBytes is >= 1024 and <= MaxMaxResponseBytes, nameof(MaxResponseBytes), MaxResponseBytes, $"1024 to {MaxMaxResponseBytes} bytes");
        Require(Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromMinutes(10), nameof(Timeout), Timeout, "above 0, at most 10 min");
    }

    private void Require(bool holds, string name, object value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"endpoint '{Slug}': allowed is {allowed}");
        }
    }
}
