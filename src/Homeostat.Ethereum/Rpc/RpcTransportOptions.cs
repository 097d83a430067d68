namespace Homeostat.Ethereum.Rpc;

/// <summary>Bounds on what a node may do to its client.</summary>
public sealed record RpcTransportOptions
{
    public static RpcTransportOptions Default { get; } = new();

    private const int MaxMaxResponseBytes = 1 << 30;

    /// <summary>An answer or notification larger than this is refused. Default: 64 MiB; at most 1 GiB.</summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time from sending a request to its whole answer. Default: 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests per HTTP body; a larger batch is split. Default: 500, below the limits of the common nodes.</summary>
    public int MaxBatchSize { get; init; } = 500;

    /// <summary>
    /// Notifications that wait for a slow reader of a subscription. One more fails the subscription, because dropping it
    /// would be a silent gap. Default: 65,536.
    /// </summary>
    public int MaxQueuedNotifications { get; init; } = 65_536;

    /// <summary>HTTP headers of each request or of the WebSocket handshake, such as Authorization.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxResponseBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxResponseBytes, MaxMaxResponseBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RequestTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxQueuedNotifications);
    }
}
