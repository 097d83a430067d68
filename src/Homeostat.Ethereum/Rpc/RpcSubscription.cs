using System.Threading.Channels;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// A running eth_subscribe. The reader gives the notifications in the order of arrival and completes with the error when
/// the connection is lost, a notification is malformed, or more are waiting than the options allow. Warning: what happened
/// on chain between the loss and a new subscription must be fetched by the caller.
/// </summary>
public sealed class RpcSubscription<T> : IAsyncDisposable
{
    private readonly Action _unsubscribe;

    internal RpcSubscription(string id, ChannelReader<T> reader, Action unsubscribe)
    {
        Id = id;
        Reader = reader;
        _unsubscribe = unsubscribe;
    }

    public string Id { get; }

    public ChannelReader<T> Reader { get; }

    /// <summary>Unsubscribes without waiting for the node; the reader completes.</summary>
    public ValueTask DisposeAsync()
    {
        _unsubscribe();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Where the reading loop delivers the notifications of one subscription.</summary>
internal abstract class SubscriptionSink
{
    public abstract void Deliver(ReadOnlyMemory<byte> notification);

    public abstract void Complete(Exception? error);
}

internal sealed class SubscriptionSink<T>(RpcParser<T> parser, int maxQueued) : SubscriptionSink
{
    private readonly Channel<T> _channel = Channel.CreateBounded<T>(
        new BoundedChannelOptions(maxQueued) { SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    public ChannelReader<T> Reader => _channel.Reader;

    // Runs on the reading loop: the error of one subscription must not end the connection of the others.
    public override void Deliver(ReadOnlyMemory<byte> notification)
    {
        try
        {
            if (!_channel.Writer.TryWrite(RpcJson.Parse(notification, parser)))
            {
                Complete(new RpcTransportException($"The reader fell {maxQueued} notifications behind."));
            }
        }
        catch (RpcMalformedException e)
        {
            Complete(e);
        }
    }

    public override void Complete(Exception? error) => _channel.Writer.TryComplete(error);
}
