using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// JSON-RPC over one WebSocket. Requests of many callers share it and are told apart by id. Once the connection is lost,
/// every pending call fails, every subscription completes with the error, and every later call fails at once: the owner
/// connects anew and fetches what was missed.
/// </summary>
public sealed partial class WebSocketRpcTransport : IRpcSubscriptionTransport
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly ClientWebSocket _socket;
    private readonly RpcTransportOptions _options;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<ulong, PendingCall> _pending = new();
    private readonly ConcurrentDictionary<string, SubscriptionSink> _subscriptions = new();
    private readonly SemaphoreSlim _sending = new(1, 1);

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;
    private Exception? _failure;
    private long _lastId;

    private WebSocketRpcTransport(ClientWebSocket socket, RpcTransportOptions options)
    {
        _socket = socket;
        _options = options;
    }

    /// <summary>Completes when the connection is gone, for whatever reason. Never fails.</summary>
    public Task Closed => _closed.Task;

    public static async Task<WebSocketRpcTransport> ConnectAsync(
        Uri endpoint, RpcTransportOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = KeepAlive;
        socket.Options.KeepAliveTimeout = KeepAlive;
        foreach ((string name, string value) in options.Headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        await OpenAsync(socket, endpoint, options, cancellationToken).ConfigureAwait(false);
        var transport = new WebSocketRpcTransport(socket, options);
        transport._receiving = transport.ReceiveLoopAsync();
        return transport;
    }

    public async Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        RpcReply reply = await CallAsync(request, new PendingCall(), cancellationToken).ConfigureAwait(false);
        return reply.Result;
    }

    /// <remarks>The requests are pipelined and not put into one array: the id tells the answers apart anyway.</remarks>
    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return await Task.WhenAll(requests.Select(request => CallAsync(request, new PendingCall(), cancellationToken))).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Fail(new RpcTransportException("The transport was disposed."));
        await _receiving.ConfigureAwait(false);
        // Whoever was sending finds the connection lost and leaves; nobody begins to.
        await _sending.WaitAsync().ConfigureAwait(false);
        _sending.Dispose();
        _socket.Dispose();
        _closing.Dispose();
    }

    private static async Task OpenAsync(
        ClientWebSocket socket, Uri endpoint, RpcTransportOptions options, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.RequestTimeout);
        try
        {
            await socket.ConnectAsync(endpoint, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new RpcTransportException($"The WebSocket to the node could not be opened: {e.Message}", e);
        }
    }

    private async Task<RpcReply> CallAsync(RpcRequest request, PendingCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = (ulong)Interlocked.Increment(ref _lastId);
        _pending[id] = call;
        try
        {
            // Checked after the call is registered: a failure before sees it, a failure after is seen here.
            ThrowIfFailed();
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(_options.RequestTimeout);
            await WriteAsync(Serialize(request, id), timeout.Token).ConfigureAwait(false);
            return await call.Task.WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcTransportException($"The node did not answer within {_options.RequestTimeout.TotalSeconds} s.") { Fault = RpcTransportFault.TimedOut };
        }
        finally
        {
            // A subscription that is answered too late must still be ended at the node: its call waits on.
            if (call.Task.IsCompleted || !call.OutlivesCaller)
            {
                _pending.TryRemove(id, out _);
            }
        }
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw new RpcTransportException(failure.Message, failure);
        }
    }

    private static byte[] Serialize(RpcRequest request, ulong id)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            request.WriteTo(writer, id);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
