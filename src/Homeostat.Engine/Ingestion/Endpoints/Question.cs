using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>Something to be asked of whichever endpoint answers it well. Must be idempotent: it may be asked more than once.</summary>
/// <param name="Name">In words, for the error when nobody answers.</param>
public sealed record Question<T>(string Name, Func<EthereumClient, CancellationToken, Task<T>> Ask)
{
    /// <summary>What is wrong with an answer, or null. A wrong one is the endpoint's fault, and the next is asked.</summary>
    public Func<T, Finding?> Judge { get; init; } = static _ => null;

    /// <summary>The method, so that endpoints that are known not to offer it are not asked; empty for several.</summary>
    public string Method { get; init; } = "";

    /// <summary>The endpoint to begin with, such as the one that announced the block; empty for the pool's choice.</summary>
    public string Prefer { get; init; } = "";

    /// <summary>Endpoints that are not asked, such as those whose word is in doubt.</summary>
    public IReadOnlyCollection<string> Except { get; init; } = [];
}

/// <param name="Endpoint">Who gave it.</param>
public sealed record Answer<T>(T Value, string Endpoint);
