using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>JSON-RPC over HTTP. Connections are pooled; redirects are not followed and cookies not kept.</summary>
public sealed class HttpRpcTransport : IRpcTransport
{
    private static readonly MediaTypeHeaderValue JsonMediaType = new("application/json");

    // What is read through a buffer and not kept reuses its memory; one answer of the largest size is not held for ever.
    private const int MaxKeptBuffers = 4;
    private const int MaxKeptBytes = 16 * 1024 * 1024;

    private readonly ConcurrentBag<BoundedBuffer> _buffers = [];
    private readonly HttpClient _client;
    private readonly Uri _endpoint;
    private readonly RpcTransportOptions _options;
    private long _lastId;

    public HttpRpcTransport(Uri endpoint, RpcTransportOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _endpoint = endpoint;
        _options = options;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            // A node behind a name may move; connections are renewed so that the name is looked up again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        foreach ((string name, string value) in options.Headers)
        {
            _client.DefaultRequestHeaders.Add(name, value);
        }
    }

    public async Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ulong id = NextId();
        byte[] body = Serialize(writer => request.WriteTo(writer, id));
        var buffer = new BoundedBuffer(_options.MaxResponseBytes);
        await PostAsync(body, buffer, cancellationToken).ConfigureAwait(false);
        var envelope = RpcEnvelope.Parse(buffer.Detach());
        envelope.RequireId(id);
        return envelope.ToReply().Result;
    }

    public async Task<T> QueryAsync<T>(RpcRequest request, RpcMessageParser<T> parser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ulong id = NextId();
        byte[] body = Serialize(writer => request.WriteTo(writer, id));
        BoundedBuffer buffer = _buffers.TryTake(out BoundedBuffer? used) ? used : new BoundedBuffer(_options.MaxResponseBytes);
        try
        {
            await PostAsync(body, buffer, cancellationToken).ConfigureAwait(false);
            return RpcEnvelope.Answer(buffer.Collected, id, parser);
        }
        finally
        {
            Return(buffer);
        }
    }

    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var replies = new List<RpcReply>(requests.Count);
        foreach (RpcRequest[] chunk in requests.Chunk(_options.MaxBatchSize))
        {
            replies.AddRange(await SendChunkAsync(chunk, cancellationToken).ConfigureAwait(false));
        }

        return replies;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<RpcReply[]> SendChunkAsync(RpcRequest[] requests, CancellationToken cancellationToken)
    {
        var firstId = (ulong)Interlocked.Add(ref _lastId, requests.Length) - (ulong)requests.Length + 1;
        byte[] body = Serialize(writer => WriteBatch(writer, requests, firstId));
        var buffer = new BoundedBuffer(_options.MaxResponseBytes);
        await PostAsync(body, buffer, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RpcEnvelope> envelopes = RpcEnvelope.ParseMany(buffer.Detach());

        // A node that refuses the batch as a whole answers with one error instead of an array.
        if (envelopes is [{ Id: null, Error: { } error }])
        {
            throw error;
        }

        return MatchReplies(envelopes, requests.Length, firstId);
    }

    private static RpcReply[] MatchReplies(IReadOnlyList<RpcEnvelope> envelopes, int count, ulong firstId)
    {
        if (envelopes.Count != count)
        {
            throw new RpcMalformedException($"The batch of {count} requests got {envelopes.Count} answers.");
        }

        var replies = new RpcReply?[count];
        foreach (RpcEnvelope envelope in envelopes)
        {
            ulong index = envelope.Id.GetValueOrDefault() - firstId;
            if (envelope.Id is null || index >= (ulong)count || replies[index] is not null)
            {
                throw new RpcMalformedException("The 'id' of an answer of the batch is unknown or repeated.");
            }

            replies[index] = envelope.ToReply();
        }

        return [.. replies.Select(reply => reply!.Value)];
    }

    private async Task PostAsync(byte[] body, BoundedBuffer answer, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.RequestTimeout);
        try
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = JsonMediaType } };
            using var message = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = content };
            using HttpResponseMessage response = await _client
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            await ReadBodyAsync(response, answer, timeout.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Refusal(response, answer.Collected);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcTransportException($"The node did not answer within {_options.RequestTimeout.TotalSeconds} s.") { Fault = RpcTransportFault.TimedOut };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new RpcTransportException($"The connection to the node failed: {e.Message}", e);
        }
    }

    // Some nodes put an error object into a body with status 4xx or 5xx; it says more than the status, except for 429,
    // which is about when to come back.
    private static EthereumRpcException Refusal(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        bool isRateLimit = response.StatusCode == System.Net.HttpStatusCode.TooManyRequests;
        var failure = new RpcTransportException($"The node answered HTTP {(int)response.StatusCode}.")
        {
            Fault = isRateLimit ? RpcTransportFault.RateLimited : RpcTransportFault.HttpStatus,
            RetryAfter = RetryAfter(response),
        };
        if (isRateLimit)
        {
            return failure;
        }

        try
        {
            return RpcEnvelope.Parse(body).Error is { } error ? error : failure;
        }
        catch (RpcMalformedException)
        {
            return failure;
        }
    }

    // A date is compared with the node's own clock, not with ours.
    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } at } when response.Headers.Date is { } now && at > now => at - now,
        _ => null,
    };

    private static async Task ReadBodyAsync(HttpResponseMessage response, BoundedBuffer buffer, CancellationToken cancellationToken)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        int read;
        try
        {
            while ((read = await stream.ReadAsync(buffer.Free(), cancellationToken).ConfigureAwait(false)) > 0)
            {
                buffer.Advance(read);
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // What gzip, deflate and Brotli say of bytes that they did not write.
            throw new RpcMalformedException("The body of the answer is not encoded as it claims.", e);
        }
    }

    private void Return(BoundedBuffer buffer)
    {
        if (buffer.Capacity <= MaxKeptBytes && _buffers.Count < MaxKeptBuffers)
        {
            buffer.Clear();
            _buffers.Add(buffer);
        }
    }

    private ulong NextId() => (ulong)Interlocked.Increment(ref _lastId);

    private static byte[] Serialize(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteBatch(Utf8JsonWriter writer, RpcRequest[] requests, ulong firstId)
    {
        writer.WriteStartArray();
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i].WriteTo(writer, firstId + (ulong)i);
        }

        writer.WriteEndArray();
    }
}
