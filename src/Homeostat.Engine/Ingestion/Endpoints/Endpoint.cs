using System.Text.Json.Nodes;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>
/// One node: connects when first needed and anew after a loss, checks the chain id on each connection, keeps within the
/// node's rate, and bounds the time of every answer.
/// </summary>
internal sealed partial class Endpoint : IRpcSubscriptionTransport
{
    private readonly PoolContext _context;
    private readonly RateLimiter _limiter;
    private readonly Lock _gate = new();
    private Task<IRpcTransport>? _connection;

    public Endpoint(EndpointOptions options, PoolContext context)
    {
        options.Validate();
        Options = options;
        _context = context;
        _limiter = new RateLimiter(options.RequestsPerSecond, context.Time);
        _health = new Health(context.Time);
        Client = new EthereumClient(this);
    }

    public EndpointOptions Options { get; }

    public string Slug => Options.Slug;

    /// <summary>Typed calls to this node alone.</summary>
    public EthereumClient Client { get; }

    public async Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        _context.Metrics.Requested(request.Method);
        var result = await CallAsync(1, (transport, cancellation) => transport.SendAsync(request, cancellation), cancellationToken).ConfigureAwait(false);
        NoteNull(request, result);
        return result;
    }

    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
    {
        foreach (var request in requests)
        {
            _context.Metrics.Requested(request.Method);
        }

        return await CallAsync(requests.Count, (transport, cancellation) => transport.SendBatchAsync(requests, cancellation), cancellationToken).ConfigureAwait(false);
    }

    public Task<RpcSubscription<T>> SubscribeAsync<T>(
        IReadOnlyList<JsonNode?> parameters, RpcParser<T> parser, CancellationToken cancellationToken)
    {
        _context.Metrics.Requested("eth_subscribe");
        return CallAsync(
            1,
            (transport, cancellation) => transport is IRpcSubscriptionTransport subscriber
                ? subscriber.SubscribeAsync(parameters, parser, cancellation)
                : throw new NotSupportedException($"endpoint '{Slug}' cannot push; its kind is {Options.Kind}"),
            cancellationToken);
    }

    /// <summary>Waits until the node's rate leaves room for what is not urgent.</summary>
    public Task YieldAsync(CancellationToken cancellation)
    {
        var wait = _limiter.UntilHalfFull();
        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, _context.Time, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (Take(_connection) is { IsCompletedSuccessfully: true } connection)
        {
            await (await connection.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<T> CallAsync<T>(int cost, Func<IRpcTransport, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        await _limiter.WaitAsync(cost, cancellation).ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(Options.Timeout, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        Task<IRpcTransport>? connection = null;
        try
        {
            connection = Connection();
            var transport = await connection.WaitAsync(either.Token).ConfigureAwait(false);
            var started = _context.Time.GetTimestamp();
            var result = await call(transport, either.Token).ConfigureAwait(false);
            _context.Metrics.Answered(Slug, _context.Time.GetElapsedTime(started));
            return result;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RpcTransportException($"endpoint '{Slug}' did not answer within {Options.Timeout.TotalSeconds} s") { Fault = RpcTransportFault.TimedOut };
        }
        catch (Exception e) when (e is RpcTransportException { Fault: RpcTransportFault.Disconnected } || connection is { IsFaulted: true })
        {
            await LoseAsync(connection).ConfigureAwait(false);
            throw;
        }
    }

    private void NoteNull(RpcRequest request, ReadOnlyMemory<byte> result)
    {
        if (result.Span.SequenceEqual("null"u8))
        {
            _context.Metrics.NullResult(request.Method);
        }
    }
}
