using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.IntegrationTests.Ethereum;

public sealed class WebSocketRpcTransportTests
{
    private static readonly RpcTransportOptions Options = new() { MaxResponseBytes = 4096, RequestTimeout = TimeSpan.FromSeconds(20) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_in_another_order_reach_their_requests()
    {
        await using HostileNode node = HostileNode.OverWebSocket(async (socket, cancellation) =>
        {
            ulong[] ids = [await ReceiveIdAsync(socket, cancellation), await ReceiveIdAsync(socket, cancellation)];
            await SendAsync(socket, $$"""[{"id":{{ids[1]}},"result":"0x2"},{"id":{{ids[0]}},"result":"0x1"}]""", cancellation);
            await DrainAsync(socket, cancellation);
        });
        await using WebSocketRpcTransport transport = await WebSocketRpcTransport.ConnectAsync(node.WebSocket, Options, Cancellation);

        IReadOnlyList<RpcReply> replies = await transport.SendBatchAsync([new("a"), new("b")], Cancellation);

        Assert.Equal(["\"0x1\"", "\"0x2\""], replies.Select(reply => Encoding.UTF8.GetString(reply.Result.Span)));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{}")]
    [InlineData("{\"id\":99,\"result\":1}")]
    [InlineData("{\"id\":0,\"result\":1}")]
    [InlineData("{\"id\":\"1\",\"result\":1}")]
    [InlineData("{\"params\":{\"subscription\":1,\"result\":1}}")]
    [InlineData("[{\"id\":1")]
    public async Task A_message_that_is_none_ends_the_connection_with_all_that_waits_on_it(string message)
    {
        await using HostileNode node = HostileNode.OverWebSocket(async (socket, cancellation) =>
        {
            await AnswerAsync(socket, "\"0xa\"", cancellation);
            await ReceiveIdAsync(socket, cancellation);
            await SendAsync(socket, message, cancellation);
            await DrainAsync(socket, cancellation);
        });
        await using WebSocketRpcTransport transport = await WebSocketRpcTransport.ConnectAsync(node.WebSocket, Options, Cancellation);
        var client = new EthereumClient(transport);
        await using RpcSubscription<BlockHeader> heads = await client.SubscribeNewHeadsAsync(Cancellation);

        await Assert.ThrowsAsync<RpcTransportException>(() => client.ChainIdAsync(Cancellation));
        await transport.Closed.WaitAsync(Cancellation);
        Assert.IsType<RpcTransportException>(await EndOfAsync(heads));
        await Assert.ThrowsAsync<RpcTransportException>(() => client.ChainIdAsync(Cancellation));
        await Assert.ThrowsAsync<RpcTransportException>(() => client.SubscribeNewHeadsAsync(Cancellation));
    }

    [Fact]
    public async Task A_message_above_the_limit_ends_the_connection()
    {
        await using HostileNode node = HostileNode.OverWebSocket(async (socket, cancellation) =>
        {
            await ReceiveIdAsync(socket, cancellation);
            while (true)
            {
                await socket.SendAsync(new byte[1000], WebSocketMessageType.Text, endOfMessage: false, cancellation);
            }
        });
        await using WebSocketRpcTransport transport = await WebSocketRpcTransport.ConnectAsync(node.WebSocket, Options, Cancellation);

        await Assert.ThrowsAsync<RpcTransportException>(() => transport.SendAsync(new RpcRequest("a"), Cancellation));
        await transport.Closed.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_late_answer_is_ignored_and_the_connection_goes_on()
    {
        var answered = new TaskCompletionSource();
        await using HostileNode node = HostileNode.OverWebSocket(async (socket, cancellation) =>
        {
            ulong late = await ReceiveIdAsync(socket, cancellation);
            await answered.Task.WaitAsync(cancellation);
            await SendAsync(socket, $$"""{"id":{{late}},"result":"0x1"}""", cancellation);
            await AnswerAsync(socket, "\"0x2\"", cancellation);
            await DrainAsync(socket, cancellation);
        });
        RpcTransportOptions impatient = Options with { RequestTimeout = TimeSpan.FromMilliseconds(500) };
        await using WebSocketRpcTransport transport = await WebSocketRpcTransport.ConnectAsync(node.WebSocket, impatient, Cancellation);
        var client = new EthereumClient(transport);

        await Assert.ThrowsAsync<RpcTransportException>(() => client.ChainIdAsync(Cancellation));
        answered.SetResult();
        Assert.Equal(2UL, await client.ChainIdAsync(Cancellation));
    }

    [Fact]
    public async Task After_a_loss_the_owner_connects_anew()
    {
        await using HostileNode node = HostileNode.OverWebSocket(async (socket, cancellation) =>
        {
            await AnswerAsync(socket, "\"0x1\"", cancellation);
            await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "restart", cancellation);
        });
        for (int connection = 0; connection < 3; connection++)
        {
            await using WebSocketRpcTransport transport = await WebSocketRpcTransport.ConnectAsync(node.WebSocket, Options, Cancellation);
            Assert.Equal(1UL, await new EthereumClient(transport).ChainIdAsync(Cancellation));
            await transport.Closed.WaitAsync(Cancellation);
        }
    }

    [Fact]
    public async Task A_node_that_does_not_shake_hands_or_is_silent_is_a_transport_failure()
    {
        await using HostileNode plain = HostileNode.OverHttp("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        await using HostileNode garbage = HostileNode.OverHttp("\0\u0001\u0002");
        await using HostileNode silent = HostileNode.Silent();
        RpcTransportOptions impatient = Options with { RequestTimeout = TimeSpan.FromMilliseconds(200) };
        foreach (HostileNode node in new[] { plain, garbage, silent })
        {
            await Assert.ThrowsAsync<RpcTransportException>(() => WebSocketRpcTransport.ConnectAsync(node.WebSocket, impatient, Cancellation));
        }
    }

    [Fact]
    public async Task A_malformed_notification_ends_its_subscription_only()
    {
        const string Hash = "0x1111111111111111111111111111111111111111111111111111111111111111";
        await using HostileNode node = HostileNode.OverWebSocket(async (socket, cancellation) =>
        {
            await AnswerAsync(socket, "\"0xa\"", cancellation);
            await AnswerAsync(socket, "\"0xb\"", cancellation);
            await NotifyAsync(socket, "0xa", "{\"number\":7}", cancellation);
            await NotifyAsync(socket, "0xunknown", "7", cancellation);
            await NotifyAsync(socket, "0xb", $"\"{Hash}\"", cancellation);
            await DrainAsync(socket, cancellation);
        });
        await using WebSocketRpcTransport transport = await WebSocketRpcTransport.ConnectAsync(node.WebSocket, Options, Cancellation);
        var client = new EthereumClient(transport);
        await using RpcSubscription<BlockHeader> heads = await client.SubscribeNewHeadsAsync(Cancellation);
        await using var pending = await client.SubscribeNewPendingTransactionsAsync(Cancellation);

        Assert.IsType<RpcMalformedException>(await EndOfAsync(heads));
        Assert.Equal(Hash, (await pending.Reader.ReadAsync(Cancellation)).ToString());
    }

    [Fact]
    public async Task A_reader_that_falls_too_far_behind_is_told_of_the_gap()
    {
        await using HostileNode node = HostileNode.OverWebSocket(async (socket, cancellation) =>
        {
            await AnswerAsync(socket, "\"0xa\"", cancellation);
            for (int i = 0; i < 4; i++)
            {
                await NotifyAsync(socket, "0xa", $"\"0x{i:x64}\"", cancellation);
            }

            await AnswerAsync(socket, "\"0x1\"", cancellation);
            await DrainAsync(socket, cancellation);
        });
        await using WebSocketRpcTransport transport = await WebSocketRpcTransport.ConnectAsync(
            node.WebSocket, Options with { MaxQueuedNotifications = 3 }, Cancellation);
        var client = new EthereumClient(transport);
        await using var pending = await client.SubscribeNewPendingTransactionsAsync(Cancellation);
        await client.ChainIdAsync(Cancellation);

        var read = new List<string>();
        Exception? end = await Record.ExceptionAsync(async () =>
        {
            await foreach (var hash in pending.Reader.ReadAllAsync(Cancellation))
            {
                read.Add(hash.ToString());
            }
        });

        Assert.IsType<RpcTransportException>(end);
        Assert.Equal(3, read.Count);
    }

    [Fact]
    public async Task A_subscription_id_given_twice_is_malformed_and_the_first_owner_keeps_it()
    {
        await using HostileNode node = HostileNode.OverWebSocket(async (socket, cancellation) =>
        {
            await AnswerAsync(socket, "\"0xa\"", cancellation);
            await AnswerAsync(socket, "\"0xa\"", cancellation);
            await NotifyAsync(socket, "0xa", $"\"0x{7:x64}\"", cancellation);
            await DrainAsync(socket, cancellation);
        });
        await using WebSocketRpcTransport transport = await WebSocketRpcTransport.ConnectAsync(node.WebSocket, Options, Cancellation);
        var client = new EthereumClient(transport);
        await using var first = await client.SubscribeNewPendingTransactionsAsync(Cancellation);

        await Assert.ThrowsAsync<RpcMalformedException>(() => client.SubscribeNewPendingTransactionsAsync(Cancellation));
        Assert.EndsWith("7", (await first.Reader.ReadAsync(Cancellation)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_that_is_refused_is_the_nodes_error()
    {
        await using HostileNode node = HostileNode.OverWebSocket(async (socket, cancellation) =>
        {
            ulong id = await ReceiveIdAsync(socket, cancellation);
            await SendAsync(socket, $$"""{"id":{{id}},"error":{"code":-32601,"message":"no"} }""", cancellation);
            await AnswerAsync(socket, "7", cancellation);
            await DrainAsync(socket, cancellation);
        });
        await using WebSocketRpcTransport transport = await WebSocketRpcTransport.ConnectAsync(node.WebSocket, Options, Cancellation);
        var client = new EthereumClient(transport);

        await Assert.ThrowsAsync<RpcException>(() => client.SubscribeNewHeadsAsync(Cancellation));
        await Assert.ThrowsAsync<RpcMalformedException>(() => client.SubscribeNewHeadsAsync(Cancellation));
    }

    private static async Task<Exception?> EndOfAsync<T>(RpcSubscription<T> subscription) =>
        await Record.ExceptionAsync(() => subscription.Reader.Completion.WaitAsync(Cancellation));

    private static async Task AnswerAsync(WebSocket socket, string result, CancellationToken cancellation) =>
        await SendAsync(socket, $$"""{"id":{{await ReceiveIdAsync(socket, cancellation)}},"result":{{result}} }""", cancellation);

    private static Task NotifyAsync(WebSocket socket, string subscription, string result, CancellationToken cancellation) => SendAsync(
        socket, $$"""{"method":"eth_subscription","params":{"result":{{result}},"subscription":"{{subscription}}"} }""", cancellation);

    private static Task SendAsync(WebSocket socket, string message, CancellationToken cancellation) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellation);

    private static async Task<ulong> ReceiveIdAsync(WebSocket socket, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, cancellation);
        using var request = JsonDocument.Parse(buffer.AsMemory(0, received.Count));
        return request.RootElement.GetProperty("id").GetUInt64();
    }

    // Keeps the connection open until the client ends it.
    private static async Task DrainAsync(WebSocket socket, CancellationToken cancellation)
    {
        while ((await socket.ReceiveAsync(new byte[4096], cancellation)).MessageType != WebSocketMessageType.Close)
        {
        }
    }
}
