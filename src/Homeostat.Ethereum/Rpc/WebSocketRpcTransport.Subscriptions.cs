using System.Text.Json.Nodes;

namespace Homeostat.Ethereum.Rpc;

public sealed partial class WebSocketRpcTransport
{
    public async Task<RpcSubscription<T>> SubscribeAsync<T>(
        IReadOnlyList<JsonNode?> parameters, RpcParser<T> parser, CancellationToken cancellationToken)
    {
        var sink = new SubscriptionSink<T>(parser, _options.MaxQueuedNotifications);
        var call = new PendingSubscription(id => Register(id, sink), Unregister);
        try
        {
            await CallAsync(new RpcRequest("eth_subscribe", parameters), call, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            call.Abandon();
            throw;
        }

        return new RpcSubscription<T>(call.Id, sink.Reader, () => Unregister(call.Id));
    }

    private void Register(string id, SubscriptionSink sink)
    {
        // Taking the id over would leave the first owner without notifications and without an end.
        if (!_subscriptions.TryAdd(id, sink))
        {
            throw new RpcMalformedException("The node gave the id of a running subscription to another.");
        }

        // A failure in between may have passed over the subscriptions already.
        if (Volatile.Read(ref _failure) is { } failure)
        {
            sink.Complete(new RpcTransportException(failure.Message, failure));
        }
    }

    private void Unregister(string id)
    {
        if (!_subscriptions.TryRemove(id, out SubscriptionSink? sink))
        {
            return;
        }

        sink.Complete(error: null);

        // Best effort: while it cannot be said, the node's notifications are ignored.
        _ = TryWriteAsync(Serialize(new RpcRequest("eth_unsubscribe", id), (ulong)Interlocked.Increment(ref _lastId)));
    }
}
