using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.IntegrationTests.Ethereum;

public sealed class HttpRpcTransportTests
{
    private static readonly RpcTransportOptions Strict = new() { MaxResponseBytes = 1000, RequestTimeout = TimeSpan.FromSeconds(20) };
    private static readonly RpcTransportOptions Impatient = Strict with { RequestTimeout = TimeSpan.FromMilliseconds(200) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<html>", typeof(RpcMalformedException))]
    [InlineData("", typeof(RpcMalformedException))]
    [InlineData("{}", typeof(RpcMalformedException))]
    [InlineData("[]", typeof(RpcMalformedException))]
    [InlineData("null", typeof(RpcMalformedException))]
    [InlineData("{\"id\":1}", typeof(RpcMalformedException))]
    [InlineData("{\"id\":2,\"result\":\"0x1\"}", typeof(RpcMalformedException))]
    [InlineData("{\"id\":null,\"result\":\"0x1\"}", typeof(RpcMalformedException))]
    [InlineData("{\"id\":\"1\",\"result\":\"0x1\"}", typeof(RpcMalformedException))]
    [InlineData("{\"id\":1,\"result\":\"0x1\"", typeof(RpcMalformedException))]
    [InlineData("{\"id\":1,\"result\":\"0x1\"}{}", typeof(RpcMalformedException))]
    [InlineData("{\"id\":1,\"result\":\"0x1\xff\"}", typeof(RpcMalformedException))]
    [InlineData("{\"id\":1,\"error\":\"no\"}", typeof(RpcMalformedException))]
    [InlineData("{\"id\":1,\"error\":{\"message\":\"no code\"}}", typeof(RpcMalformedException))]
    [InlineData("{\"id\":1,\"error\":{\"code\":-32000,\"message\":\"no\"}}", typeof(RpcException))]
    [InlineData("{\"id\":null,\"error\":{\"code\":-32700,\"message\":\"no\"}}", typeof(RpcException))]
    public async Task An_odd_body_is_a_typed_failure(string body, Type failure)
    {
        await using var node = HostileNode.OverHttp(Response("200 OK", body));

        Assert.IsType(failure, await FailureAsync(node, Strict));
    }

    [Theory]
    [InlineData("", typeof(RpcTransportException))]
    [InlineData("\0\u0001\u0002garbage\r\n\r\n", typeof(RpcTransportException))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":1,", typeof(RpcTransportException))]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", typeof(RpcTransportException))]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", typeof(RpcTransportException))]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 6\r\n\r\n<html>", typeof(RpcTransportException))]
    [InlineData("HTTP/1.1 400 Bad\r\nContent-Length: 52\r\n\r\n{\"id\":1,\"error\":{\"code\":-32600,\"message\":\"refused\"}}", typeof(RpcException))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n", typeof(RpcTransportException))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nno gzip", typeof(RpcMalformedException))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 9\r\n\r\nno brotli", typeof(RpcMalformedException))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 10\r\n\r\nno deflate", typeof(RpcMalformedException))]
    public async Task An_odd_response_is_a_typed_failure(string response, Type failure)
    {
        await using var node = HostileNode.OverHttp(response);

        Assert.IsType(failure, await FailureAsync(node, Strict));
    }

    [Fact]
    public async Task An_answer_above_the_limit_is_malformed_and_not_read_to_its_end()
    {
        byte[] chunk = Encoding.Latin1.GetBytes($"1000\r\n{new string(' ', 0x1000)}\r\n");
        await using var endless = HostileNode.Endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk);
        await using var announced = HostileNode.OverHttp(Response("200 OK", new string(' ', 1001)));

        Assert.IsType<RpcMalformedException>(await FailureAsync(endless, Strict));
        Assert.IsType<RpcMalformedException>(await FailureAsync(announced, Strict));
    }

    [Fact]
    public async Task A_small_answer_that_unpacks_to_a_huge_one_is_malformed()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[10_000_000], Cancellation);
        }

        string head = $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n";
        await using var node = HostileNode.OverHttp([.. Encoding.ASCII.GetBytes(head), .. packed.ToArray()]);

        Assert.IsType<RpcMalformedException>(await FailureAsync(node, Strict with { MaxResponseBytes = 100_000 }));
    }

    [Fact]
    public async Task A_silent_node_is_given_up_after_the_timeout_and_a_cancelled_call_at_once()
    {
        await using var node = HostileNode.Silent();

        Assert.IsType<RpcTransportException>(await FailureAsync(node, Impatient));

        await using var transport = new HttpRpcTransport(node.Http, Strict);
        using var cancelled = new CancellationTokenSource();
        Task<ReadOnlyMemory<byte>> call = transport.SendAsync(new RpcRequest("eth_chainId"), cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_a_transport_failure()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await using var transport = new HttpRpcTransport(new Uri($"http://127.0.0.1:{port}"), Strict);

        await Assert.ThrowsAsync<RpcTransportException>(() => transport.SendAsync(new RpcRequest("eth_chainId"), Cancellation));
    }

    [Theory]
    [InlineData("[{\"id\":1,\"result\":1}]")]
    [InlineData("[{\"id\":1,\"result\":1},{\"id\":1,\"result\":2}]")]
    [InlineData("[{\"id\":1,\"result\":1},{\"id\":3,\"result\":2}]")]
    [InlineData("[{\"id\":1,\"result\":1},{\"id\":null,\"result\":2}]")]
    [InlineData("[{\"id\":1,\"result\":1},{\"id\":2,\"result\":2},{\"id\":2,\"result\":2}]")]
    [InlineData("[{\"id\":1,\"result\":1},{\"id\":2}]")]
    [InlineData("[1,2]")]
    [InlineData("{\"id\":1,\"result\":1}")]
    public async Task A_batch_with_a_missing_repeated_or_foreign_answer_is_malformed(string body)
    {
        await using var node = HostileNode.OverHttp(Response("200 OK", body));
        await using var transport = new HttpRpcTransport(node.Http, Strict);

        await Assert.ThrowsAsync<RpcMalformedException>(() => transport.SendBatchAsync([new("a"), new("b")], Cancellation));
    }

    [Fact]
    public async Task A_batch_is_answered_in_any_order_and_its_errors_are_those_of_their_requests()
    {
        await using var node = HostileNode.OverHttp(Response(
            "200 OK", "[{\"id\":2,\"error\":{\"code\":3,\"message\":\"no\",\"data\":\"0x01\"}},{\"id\":1,\"result\":\"first\"}]"));
        await using var transport = new HttpRpcTransport(node.Http, Strict);

        IReadOnlyList<RpcReply> replies = await transport.SendBatchAsync([new("a"), new("b")], Cancellation);

        Assert.Equal("\"first\"", Encoding.UTF8.GetString(replies[0].Result.Span));
        Assert.Equal([0x01], replies[1].Error!.RevertData!.Value.ToArray());
        Assert.Throws<RpcException>(() => replies[1].Result);
    }

    private static string Response(string status, string body) =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static async Task<Exception?> FailureAsync(HostileNode node, RpcTransportOptions options)
    {
        await using var transport = new HttpRpcTransport(node.Http, options);
        var client = new EthereumClient(transport);
        return await Record.ExceptionAsync(() => client.ChainIdAsync(Cancellation));
    }
}
