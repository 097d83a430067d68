using System.Text.Json.Nodes;
using Homeostat.Core.Chain;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Ingestion;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Ingestion;

public sealed class FollowerOnAnvilTests(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private const ulong ChainId = 31337;
    private static readonly TimeSpan BlockTime = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LogVerification.Bloom)]
    [InlineData(LogVerification.Receipts)]
    public async Task Blocks_with_logs_are_delivered_in_order_and_verified(LogVerification verification)
    {
        var emitter = await EmitterAsync();
        ulong first = await HeadAsync();
        await using var following = Follow(FollowPosition.From(new BlockNumber(first + 1)), verification, Socket(anvil.Node.WebSocket));
        for (int i = 0; i < 5; i++)
        {
            await anvil.Chain.SendAsync(DevnetTransaction.Call(anvil.Account, emitter, []), Cancellation);
            await anvil.Chain.SendAsync(DevnetTransaction.Call(anvil.Account, emitter, []), Cancellation);
            await MineAsync();
        }

        await following.WaitForAsync(first + 5);

        Assert.All(following.Recorder.Deliveries, d => Assert.True(d.Evidence[0].IsVerified));
        Assert.All(following.Recorder.Deliveries, d => Assert.Equal(2, ((ChainUpdate.Committed)d.Update).Block.Logs.Count));
        Assert.Equal(verification == LogVerification.Bloom ? LogCheck.Bloom : LogCheck.Receipts, following.Recorder.Deliveries[0].Evidence[0].Logs);
        Assert.Empty(following.Recorder.Faults);
    }

    [Fact]
    public async Task A_reorganisation_is_delivered_with_what_it_replaced()
    {
        for (int i = 0; i < 8; i++)
        {
            await MineAsync();
        }

        ulong head = await HeadAsync();
        await using var following = Follow(FollowPosition.AtHead, LogVerification.Bloom, Socket(anvil.Node.WebSocket));
        await following.WaitForAsync(head);
        await anvil.Client.RequestAsync("anvil_reorg", [3, new JsonArray()], Cancellation);
        await MineAsync();
        await following.WaitForAsync(head + 1);

        var reorged = Assert.Single(following.Recorder.Deliveries.Select(d => d.Update).OfType<ChainUpdate.Reorged>());
        Assert.Equal(3, reorged.Old.Length);
        await AssertIsChainAsync(following.Recorder.Chain);
    }

    [Fact]
    public async Task A_socket_that_is_cut_is_opened_again_and_what_was_missed_is_made_up_for()
    {
        await using var proxy = new TcpProxy(anvil.Node.WebSocket);
        ulong head = await HeadAsync();
        await using var following = Follow(FollowPosition.AtHead, LogVerification.Bloom, Socket(proxy.WebSocket));
        await following.WaitForAsync(head);
        proxy.Cut();
        for (int i = 0; i < 5; i++)
        {
            await MineAsync();
        }

        await following.Recorder.WaitAsync(r => r.Faults.Any(f => f.Kind == FaultKind.Disconnected), following.Run, Cancellation);
        proxy.Mend();
        await following.WaitForAsync(head + 5);

        await AssertIsChainAsync(following.Recorder.Chain);
    }

    [Fact]
    public async Task While_the_socket_is_lost_the_head_is_polled_for_over_HTTP()
    {
        await using var proxy = new TcpProxy(anvil.Node.WebSocket);
        ulong head = await HeadAsync();
        await using var following = Follow(
            FollowPosition.AtHead, LogVerification.Bloom, Socket(proxy.WebSocket), new EndpointOptions("http", anvil.Node.Http, EndpointKind.Http));
        await following.WaitForAsync(head);
        proxy.Cut();
        await MineAsync();
        await MineAsync();
        await following.WaitForAsync(head + 2);

        Assert.Equal("http", following.Recorder.Deliveries[^1].Evidence[^1].Endpoint);
        await AssertIsChainAsync(following.Recorder.Chain);
    }

    [Fact]
    public async Task A_restart_across_a_reorganisation_retracts_what_is_gone()
    {
        for (int i = 0; i < 8; i++)
        {
            await MineAsync();
        }

        ulong head = await HeadAsync();
        Recorder before;
        await using (var following = Follow(FollowPosition.AtHead, LogVerification.Bloom, Socket(anvil.Node.WebSocket)))
        {
            await following.WaitForAsync(head);
            before = following.Recorder;
        }

        await anvil.Client.RequestAsync("anvil_reorg", [4, new JsonArray()], Cancellation);
        for (int i = 0; i < 70; i++)
        {
            await MineAsync();
        }

        await using var resumed = Follow(before.Position, LogVerification.Bloom, before, Socket(anvil.Node.WebSocket));
        await resumed.WaitForAsync(head + 70);

        var reorged = Assert.Single(before.Deliveries.Select(d => d.Update).OfType<ChainUpdate.Reorged>());
        Assert.Equal(4, reorged.Old.Length);
        await AssertIsChainAsync(before.Chain);
    }

    private static EndpointOptions Socket(Uri url) => new("socket", url, EndpointKind.WebSocket);

    private static Following Follow(FollowPosition start, LogVerification verification, params EndpointOptions[] endpoints) =>
        Follow(start, verification, new Recorder(), endpoints);

    private static Following Follow(FollowPosition start, LogVerification verification, Recorder recorder, params EndpointOptions[] endpoints)
    {
        var metrics = IngestionMetrics.Unread("anvil");
        var pool = new EndpointPool(new PoolOptions("anvil", ChainId), endpoints, new EndpointConnector(), TimeProvider.System, metrics, recorder);
        var options = new FollowerOptions(new LogFilter(), BlockTime, ulong.MaxValue) { Verification = verification };
        var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var run = new ChainFollower(pool, options, TimeProvider.System, metrics, recorder).RunAsync(start, recorder, ending.Token);
        return new Following(pool, recorder, run, ending);
    }

    /// <summary>A contract that emits one log whatever it is called with: PUSH1 topic PUSH0 PUSH0 LOG1.</summary>
    private async Task<Address> EmitterAsync()
    {
        var address = Address.FromBytes([.. new byte[19], 0xe7]);
        await anvil.Client.RequestAsync("anvil_setCode", [address.ToString(), "0x602a5f5fa1"], Cancellation);
        return address;
    }

    private async Task MineAsync() => await anvil.Client.RequestAsync("evm_mine", [], Cancellation);

    private async Task<ulong> HeadAsync() => (await anvil.Client.BlockNumberAsync(Cancellation)).Value;

    private async Task AssertIsChainAsync(List<BlockRef> chain)
    {
        Assert.Equal(chain[0].Number + (ulong)chain.Count - 1, await HeadAsync());
        foreach (var block in chain)
        {
            Assert.Equal(block.Hash, (await anvil.Client.GetBlockByNumberAsync(new BlockNumber(block.Number), Cancellation))?.Header.Hash);
        }
    }

    private sealed record Following(EndpointPool Pool, Recorder Recorder, Task Run, CancellationTokenSource Ending) : IAsyncDisposable
    {
        public Task WaitForAsync(ulong number) => Recorder.WaitAsync(r => r.Chain.Count > 0 && r.Chain[^1].Number == number, Run, Cancellation);

        public async ValueTask DisposeAsync()
        {
            await Ending.CancelAsync();
            await Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Pool.DisposeAsync();
            Ending.Dispose();
        }
    }
}
