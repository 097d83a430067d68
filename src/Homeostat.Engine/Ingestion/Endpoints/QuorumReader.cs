using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>What several endpoints, asked independently, said to one question.</summary>
public abstract record QuorumOutcome<T>
{
    private QuorumOutcome()
    {
    }

    /// <summary>Enough of them said the same and none said otherwise.</summary>
    public sealed record Agreed(T Value, ImmutableArray<string> Endpoints) : QuorumOutcome<T>;

    /// <summary>At least two answered differently: one of them is wrong, and it is not known which.</summary>
    public sealed record Disagreed(ImmutableArray<Answer<T>> Answers) : QuorumOutcome<T>;

    /// <summary>Those that answered agree, but they are too few.</summary>
    public sealed record TooFew(int Needed, ImmutableArray<string> Endpoints, ImmutableArray<EndpointFault> Faults) : QuorumOutcome<T>;
}

/// <summary>
/// Asks the same of all endpoints; required before anything irreversible. Questions must be about a fixed block, by number
/// below the head or by hash, or honest endpoints would disagree.
/// </summary>
/// <param name="needed">How many must agree.</param>
public sealed class QuorumReader(EndpointPool pool, int needed)
{
    /// <summary>The hash of a block by number.</summary>
    public Task<QuorumOutcome<Hash32>> BlockHashAsync(BlockNumber number, CancellationToken cancellation) => AskAsync(
        async (client, token) => (await client.GetBlockByNumberAsync(number, token).ConfigureAwait(false))?.Header.Hash
            ?? throw new EndpointFaultException(FaultKind.UnknownBlock, $"block {number} is not known"),
        EqualityComparer<Hash32>.Default,
        cancellation);

    /// <summary>The result of a call on the state after a block.</summary>
    public Task<QuorumOutcome<byte[]>> CallAsync(Address to, ReadOnlyMemory<byte> data, Hash32 block, CancellationToken cancellation) => AskAsync(
        (client, token) => client.CallAsync(to, data, block, token),
        EqualityComparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceEqual(b), static a => a.Length),
        cancellation);

    /// <summary>Puts a question to every endpoint, those that are backing off included.</summary>
    public async Task<QuorumOutcome<T>> AskAsync<T>(
        Func<EthereumClient, CancellationToken, Task<T>> ask, IEqualityComparer<T> equality, CancellationToken cancellation)
    {
        var replies = await Task.WhenAll(pool.Endpoints.Select(e => AskOneAsync(e, ask, cancellation))).ConfigureAwait(false);
        ImmutableArray<Answer<T>> answers = [.. replies.Select(r => r.Answer).OfType<Answer<T>>()];
        ImmutableArray<string> endpoints = [.. answers.Select(a => a.Endpoint)];
        if (answers.Length > 1 && answers.Any(a => !equality.Equals(a.Value, answers[0].Value)))
        {
            return new QuorumOutcome<T>.Disagreed(answers);
        }

        return answers.Length >= Math.Max(1, needed)
            ? new QuorumOutcome<T>.Agreed(answers[0].Value, endpoints)
            : new QuorumOutcome<T>.TooFew(needed, endpoints, [.. replies.Select(r => r.Fault).OfType<EndpointFault>()]);
    }

    private static async Task<(Answer<T>? Answer, EndpointFault? Fault)> AskOneAsync<T>(
        Endpoint endpoint, Func<EthereumClient, CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return (new Answer<T>(await ask(endpoint.Client, cancellation).ConfigureAwait(false), endpoint.Slug), null);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && e is EthereumRpcException or EndpointFaultException)
        {
            // A revert is no answer of the kind asked for either: it counts against the quorum, not against the endpoint.
            return FaultClassifier.Classify(e) is { } kind
                ? (null, endpoint.Failed(new Finding(kind, e.Message), FaultClassifier.RetryAfter(e)))
                : (null, new EndpointFault(endpoint.Slug, FaultKind.Refused, e.Message));
        }
    }
}
