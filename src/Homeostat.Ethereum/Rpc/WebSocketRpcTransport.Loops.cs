using System.Net.WebSockets;

namespace Homeostat.Ethereum.Rpc;

// Whatever ends sending or receiving ends the connection: a half of it would leave callers waiting for ever.
public sealed partial class WebSocketRpcTransport
{
    /// <summary>Straight to the socket when nobody else is at it: a hop to another thread costs more than the call.</summary>
    private async Task WriteAsync(byte[] frame, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        // The caller may stop waiting; a frame that was begun must be ended, or the connection is of no use.
        await FinishAsync(frame).WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Never fails; nothing is said on a connection that is ending.</summary>
    private async Task TryWriteAsync(byte[] frame)
    {
        try
        {
            await WriteAsync(frame, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // It ended first.
        }
    }

    /// <summary>Never fails: an error ends the connection, and with it the call.</summary>
    private async Task FinishAsync(byte[] frame)
    {
        try
        {
            await _socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveLoopAsync()
    {
        try
        {
            while (true)
            {
                ReadOnlyMemory<byte> message = await ReceiveMessageAsync().ConfigureAwait(false);
                foreach (RpcEnvelope envelope in RpcEnvelope.ParseMany(message))
                {
                    Dispatch(envelope);
                }
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveMessageAsync()
    {
        var buffer = new BoundedBuffer(_options.MaxResponseBytes);
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.Free(), _closing.Token).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new RpcTransportException("The node closed the connection.");
            }

            buffer.Advance(part.Count);
            if (part.EndOfMessage)
            {
                return buffer.Detach();
            }
        }
    }

    private void Dispatch(RpcEnvelope envelope)
    {
        if (envelope.SubscriptionId is { } subscription)
        {
            if (_subscriptions.TryGetValue(subscription, out SubscriptionSink? sink))
            {
                sink.Deliver(envelope.Notification);
            }

            return;
        }

        if (envelope.Id is not { } id || id == 0 || id > (ulong)Volatile.Read(ref _lastId))
        {
            throw new RpcMalformedException("The 'id' of an answer was never given to a request.");
        }

        // An id that is no longer pending is a late answer to a call that timed out or was cancelled.
        if (_pending.TryRemove(id, out PendingCall? call))
        {
            call.Complete(envelope);
        }
    }

    /// <summary>Ends everything with the first error; later ones are its consequences.</summary>
    private void Fail(Exception error)
    {
        if (Interlocked.CompareExchange(ref _failure, error, null) is not null)
        {
            return;
        }

        _closing.Cancel();
        _socket.Abort();
        var failure = new RpcTransportException($"The connection to the node was lost: {error.Message}", error);
        foreach (PendingCall call in _pending.Values)
        {
            call.Fail(failure);
        }

        foreach (SubscriptionSink sink in _subscriptions.Values)
        {
            sink.Complete(failure);
        }

        _closed.TrySetResult();
    }
}
