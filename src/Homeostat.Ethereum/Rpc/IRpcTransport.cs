using System.Text.Json;
using System.Text.Json.Nodes;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// Carries JSON-RPC requests to one node. Safe for concurrent use. Failures are <see cref="EthereumRpcException"/>s, or
/// <see cref="OperationCanceledException"/> when the caller cancelled. Warning: a failed request may have been executed.
/// </summary>
public interface IRpcTransport : IAsyncDisposable
{
    /// <summary>The result member of the answer, as JSON text in UTF-8.</summary>
    Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Parses the result straight from what was received, which is not kept: for answers of megabytes. Warning: the parser
    /// may run and the call fail all the same, when what follows the result is malformed.
    /// </summary>
    async Task<T> QueryAsync<T>(RpcRequest request, RpcMessageParser<T> parser, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> result = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return RpcJson.Parse(result, (ref Utf8JsonReader reader) => parser(result.Span, ref reader));
    }

    /// <summary>
    /// One reply per request, in the order of the requests. Warning: not atomic; the node's head can move between two
    /// requests of a batch.
    /// </summary>
    Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken);
}

/// <summary>A transport over which the node can also push.</summary>
public interface IRpcSubscriptionTransport : IRpcTransport
{
    /// <summary>
    /// eth_subscribe with these parameters. The parser runs on the connection's reading loop and must be quick. When the
    /// connection is lost or a notification is malformed, the reader completes with that error; nothing is resumed.
    /// </summary>
    Task<RpcSubscription<T>> SubscribeAsync<T>(
        IReadOnlyList<JsonNode?> parameters, RpcParser<T> parser, CancellationToken cancellationToken);
}

/// <summary>Reads one value; the reader stands on its first token and is left on its last.</summary>
public delegate T RpcParser<out T>(ref Utf8JsonReader reader);

/// <summary>
/// The same with the text that the reader reads, from its start: the reader's positions count within it. The reader may be
/// left as another one over the rest of the message.
/// </summary>
public delegate T RpcMessageParser<out T>(ReadOnlySpan<byte> message, ref Utf8JsonReader reader);
