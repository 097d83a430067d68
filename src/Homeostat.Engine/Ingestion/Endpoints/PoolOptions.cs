namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>How the endpoints of a network are used together.</summary>
/// <param name="Network">The network's slug.</param>
/// <param name="ChainId">What each endpoint must say to eth_chainId (EIP-155).</param>
public sealed record PoolOptions(string Network, ulong ChainId)
{
    /// <summary>How long a question may wait for an endpoint that can be asked before it fails. Default: 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A question that is unanswered for this long is put to a second endpoint as well. Default: 400 ms.</summary>
    public TimeSpan HedgeAfter { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Seed of the jitter of back-offs: the same seed and the same faults give the same waits.</summary>
    public int Seed { get; init; }
}
