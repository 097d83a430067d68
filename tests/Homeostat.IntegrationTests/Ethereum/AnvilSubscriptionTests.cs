using Homeostat.Engine.Devnet;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.IntegrationTests.Ethereum;

public sealed class AnvilSubscriptionTests(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_heads_arrive_in_order_and_each_names_its_parent()
    {
        await using WebSocketRpcTransport transport = await ConnectAsync(anvil.Node);
        await using RpcSubscription<BlockHeader> heads = await new EthereumClient(transport).SubscribeNewHeadsAsync(Cancellation);
        ulong before = anvil.Chain.Head;
        for (int i = 0; i < 5; i++)
        {
            await anvil.Chain.SettleAsync(Cancellation);
        }

        Hash32? parent = null;
        for (ulong number = before + 1; number <= before + 5; number++)
        {
            BlockHeader head = await heads.Reader.ReadAsync(Cancellation);
            Block? block = await anvil.Client.GetBlockByNumberAsync(head.Number, Cancellation);

            Assert.Equal(new BlockNumber(number), head.Number);
            Assert.Equal(block?.Header.Hash, head.Hash);
            Assert.Equal(parent ?? head.ParentHash, head.ParentHash);
            parent = head.Hash;
        }
    }

    [Fact]
    public async Task Logs_arrive_as_the_filter_asks()
    {
        // PUSH1 topic PUSH0 PUSH0 LOG1.
        Address watched = await CodeAsync(0xd1, "0x602a5f5fa1");
        Address other = await CodeAsync(0xd2, "0x602b5f5fa1");
        await using WebSocketRpcTransport transport = await ConnectAsync(anvil.Node);
        await using RpcSubscription<Log> logs = await new EthereumClient(transport)
            .SubscribeLogsAsync(new LogFilter { Addresses = [watched] }, Cancellation);
        foreach (Address contract in new[] { other, watched, other, watched })
        {
            await anvil.Chain.SendAsync(DevnetTransaction.Call(anvil.Account, contract, []), Cancellation);
        }

        await anvil.Chain.SettleAsync(Cancellation);
        foreach (uint index in new uint[] { 1, 3 })
        {
            Log log = await logs.Reader.ReadAsync(Cancellation);
            Assert.Equal(watched, log.Address);
            Assert.Equal(index, log.LogIndex);
            Assert.Equal([((UInt256)42).ToHash32()], log.Topics);
        }
    }

    [Fact]
    public async Task An_ended_subscription_completes_and_the_connection_goes_on()
    {
        await using WebSocketRpcTransport transport = await ConnectAsync(anvil.Node);
        var client = new EthereumClient(transport);
        RpcSubscription<BlockHeader> ended = await client.SubscribeNewHeadsAsync(Cancellation);
        await using RpcSubscription<BlockHeader> running = await client.SubscribeNewHeadsAsync(Cancellation);
        await ended.DisposeAsync();
        await anvil.Chain.SettleAsync(Cancellation);

        await ended.Reader.Completion.WaitAsync(Cancellation);
        Assert.Equal(new BlockNumber(anvil.Chain.Head), (await running.Reader.ReadAsync(Cancellation)).Number);
    }

    [Fact]
    public async Task A_node_that_dies_ends_calls_and_subscriptions_and_its_successor_is_followed_anew()
    {
        var options = new AnvilOptions(GenesisTimestamp: 1_700_000_000);
        AnvilNode dying = await AnvilNode.StartAsync(AnvilFixture.Checkout, options, Cancellation);
        await using WebSocketRpcTransport lost = await ConnectAsync(dying);
        var client = new EthereumClient(lost);
        RpcSubscription<BlockHeader> heads = await client.SubscribeNewHeadsAsync(Cancellation);
        await dying.DisposeAsync();

        await lost.Closed.WaitAsync(Cancellation);
        await Assert.ThrowsAsync<RpcTransportException>(() => heads.Reader.Completion.WaitAsync(Cancellation));
        await Assert.ThrowsAsync<RpcTransportException>(() => client.BlockNumberAsync(Cancellation));
        await Assert.ThrowsAsync<RpcTransportException>(() => ConnectAsync(dying));

        await using AnvilNode successor = await AnvilNode.StartAsync(AnvilFixture.Checkout, options, Cancellation);
        await using WebSocketRpcTransport transport = await ConnectAsync(successor);
        var reconnected = new EthereumClient(transport);
        await using RpcSubscription<BlockHeader> resumed = await reconnected.SubscribeNewHeadsAsync(Cancellation);
        await reconnected.RequestAsync("evm_mine", [], Cancellation);
        Assert.Equal(new BlockNumber(1), (await resumed.Reader.ReadAsync(Cancellation)).Number);
    }

    private static Task<WebSocketRpcTransport> ConnectAsync(AnvilNode node) =>
        WebSocketRpcTransport.ConnectAsync(node.WebSocket, RpcTransportOptions.Default, Cancellation);

    private async Task<Address> CodeAsync(byte last, string code)
    {
        var address = Address.FromBytes([.. new byte[19], last]);
        await anvil.Client.RequestAsync("anvil_setCode", [address.ToString(), code], Cancellation);
        return address;
    }
}
