using System.Text.Json.Nodes;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

public sealed partial class EndpointPool
{
    /// <summary>
    /// One request: put to as many endpoints as it takes if it may be repeated, to all at once if it is a signed
    /// transaction, and to the first choice only, once, if it is neither.
    /// </summary>
    public async Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Method == KnownMethods.SendRawTransaction)
        {
            return await BroadcastAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (!KnownMethods.IsIdempotent(request.Method))
        {
            return await First().SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var question = new Question<ReadOnlyMemory<byte>>(request.Method, (client, cancellation) => client.Transport.SendAsync(request, cancellation)) { Method = request.Method };
        return await AsTransportAsync(question, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (!requests.All(r => KnownMethods.IsIdempotent(r.Method)))
        {
            return await First().SendBatchAsync(requests, cancellationToken).ConfigureAwait(false);
        }

        var question = new Question<IReadOnlyList<RpcReply>>("a batch", (client, cancellation) => client.Transport.SendBatchAsync(requests, cancellation));
        return await AsTransportAsync(question, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>At the best endpoint that can push. Warning: as with one node, nothing is resumed when it is lost.</summary>
    public async Task<RpcSubscription<T>> SubscribeAsync<T>(
        IReadOnlyList<JsonNode?> parameters, RpcParser<T> parser, CancellationToken cancellationToken)
    {
        var question = new Question<RpcSubscription<T>>(
            "a subscription", (client, cancellation) => ((IRpcSubscriptionTransport)client.Transport).SubscribeAsync(parameters, parser, cancellation))
        {
            Except = [.. _endpoints.Where(e => e.Options.Kind != EndpointKind.WebSocket).Select(e => e.Slug)],
        };
        return await AsTransportAsync(question, cancellationToken).ConfigureAwait(false);
    }

    private Endpoint First() => Choose("", "", [], []) ?? _primary;

    /// <summary>In the words that a transport's callers expect.</summary>
    private async Task<T> AsTransportAsync<T>(Question<T> question, CancellationToken cancellation)
    {
        try
        {
            return (await AskAsync(question, cancellation).ConfigureAwait(false)).Value;
        }
        catch (NoAnswerException e)
        {
            throw new RpcTransportException(e.Message, e);
        }
    }
}
