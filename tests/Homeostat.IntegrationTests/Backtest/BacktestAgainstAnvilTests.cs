using Homeostat.Engine.Backtest;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Backtest;

/// <summary>Backtests of a chain that a real node holds, judged by what was sent to it.</summary>
public sealed class BacktestAgainstAnvilTests(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private const int Blocks = 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backtest_finds_the_events_and_jumps_that_the_chain_holds()
    {
        PerpOnAnvil perp = await PerpOnAnvil.DeployAsync(anvil, Cancellation);
        ulong first = anvil.Chain.Head + 1;
        await MineAsync(perp);
        var range = new BlockRange(new BlockNumber(first), new BlockNumber(anvil.Chain.Head));
        ProtocolDocument protocol = await perp.ProtocolAsync(Cancellation);

        BacktestReport report = await RunAsync(protocol, range, RpcTransportOptions.Default);
        foreach (LogVerification? other in new LogVerification?[] { null, LogVerification.Receipts })
        {
            BacktestReport same = await RunAsync(protocol, range, RpcTransportOptions.Default, other);
            Assert.Equal((report.Events, report.Alerts, 0UL), (same.Events, same.Alerts, same.Unverifiable));
        }

        // Per block a price of each contract; every tenth block the other five events, and every 20th jump by 8 %.
        Assert.Equal((ulong)Blocks, report.Blocks);
        Assert.Equal(0UL, report.Unverifiable);
        Assert.Equal((2 * Blocks) + (5 * (Blocks / 10)), report.Events);
        Assert.Equal(Enumerable.Range(1, Blocks).Where(b => b % 20 == 0).Select(b => first + (ulong)b - 1), report.FirstAlerts.Select(a => a.Block));
        Assert.All(report.FirstAlerts, a => Assert.Equal($"{perp.Contracts[0].ToLowerHex()}/0x7", a.Market));
        Assert.All(report.FirstAlerts, a => Assert.Equal((10.8, 10.0), (a.Price, a.Average)));
        Assert.Equal(
            [("price", 2L * Blocks), ("collateral", 12), ("position", 6), ("liquidation", 6), ("privilege", 6)],
            report.Facts.Where(f => f.Count > 0));

        // A client that refuses answers above 24 KiB has to ask in parts, and finds the same.
        BacktestReport inParts = await RunAsync(protocol, range, RpcTransportOptions.Default with { MaxResponseBytes = 24 * 1024 });
        Assert.Equal(report.FirstAlerts, inParts.FirstAlerts);
        Assert.Equal((report.Events, report.Alerts, 0UL), (inParts.Events, inParts.Alerts, inParts.Unverifiable));
    }

    [Fact]
    public async Task A_block_with_an_event_of_another_layout_is_unverifiable_and_the_rest_is_not()
    {
        PerpOnAnvil perp = await PerpOnAnvil.DeployAsync(anvil, Cancellation);
        await perp.SendAsync(0, "price", [7, 1_000_000_000UL], Cancellation);
        await anvil.Chain.SettleAsync(Cancellation);
        ulong first = anvil.Chain.Head;
        await perp.SendAsync(0, "spoil", [7], Cancellation);
        await perp.SendAsync(0, "price", [7, 2_000_000_000UL], Cancellation);
        await anvil.Chain.SettleAsync(Cancellation);
        ulong spoilt = anvil.Chain.Head;
        var range = new BlockRange(new BlockNumber(first), new BlockNumber(spoilt));

        BacktestReport report = await RunAsync(await perp.ProtocolAsync(Cancellation), range, RpcTransportOptions.Default);

        Assert.Equal(spoilt, Assert.Single(report.FirstUnverifiable).Range.First.Value);
        Assert.Equal(1UL, report.Unverifiable);
        Assert.Equal((2L, 1L), (report.Events, report.Alerts));
    }

    [Fact]
    public async Task A_node_that_answers_nonsense_leaves_every_block_unverifiable()
    {
        await using var node = HostileNode.OverHttp("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n[[[[");
        await using var transport = new HttpRpcTransport(node.Http, RpcTransportOptions.Default);
        PerpOnAnvil perp = await PerpOnAnvil.DeployAsync(anvil, Cancellation);

        BacktestReport report = await RunAsync(
            await perp.ProtocolAsync(Cancellation), new BlockRange(new BlockNumber(1), new BlockNumber(5)), new EthereumClient(transport));

        Assert.Equal((5UL, 5UL, 0L), (report.Blocks, report.Unverifiable, report.Events));
    }

    [Fact]
    public async Task A_node_that_is_not_there_ends_the_backtest_with_its_error()
    {
        await using var transport = new HttpRpcTransport(new Uri("http://127.0.0.1:1"), RpcTransportOptions.Default);
        PerpOnAnvil perp = await PerpOnAnvil.DeployAsync(anvil, Cancellation);
        ProtocolDocument protocol = await perp.ProtocolAsync(Cancellation);

        await Assert.ThrowsAsync<RpcTransportException>(() => RunAsync(
            protocol, new BlockRange(new BlockNumber(1), new BlockNumber(1_000)), new EthereumClient(transport)));
    }

    private async Task MineAsync(PerpOnAnvil perp)
    {
        for (int block = 1; block <= Blocks; block++)
        {
            await perp.SendAsync(0, "price", [7, block % 20 == 0 ? 1_080_000_000UL : 1_000_000_000UL], Cancellation);
            await perp.SendAsync(1, "price", [7, 5_000_000_000UL], Cancellation);
            if (block % 10 == 0)
            {
                await perp.SendAsync(0, "others", [(Int256)(-2)], Cancellation);
            }

            await anvil.Chain.SettleAsync(Cancellation);
        }
    }

    private async Task<BacktestReport> RunAsync(
        ProtocolDocument protocol, BlockRange range, RpcTransportOptions options, LogVerification? verification = LogVerification.Bloom)
    {
        await using var transport = new HttpRpcTransport(anvil.Node.Http, options);
        return await RunAsync(protocol, range, new EthereumClient(transport), verification);
    }

    private static Task<BacktestReport> RunAsync(
        ProtocolDocument protocol, BlockRange range, EthereumClient client, LogVerification? verification = LogVerification.Bloom)
    {
        // Failures are asked about again at once: what is waited for is tested in virtual time elsewhere.
        RangeOptions options = RangeOptions.Default with { FirstDelay = TimeSpan.FromTicks(1) };
        var source = new RpcRangeSource([client], BacktestRun.FilterOf(protocol), verification, options, TimeProvider.System);
        return new BacktestRun(protocol, source, null, new Silent(), TimeProvider.System).RunAsync(range, Cancellation);
    }

    private sealed class Silent : IBacktestProgress
    {
        public void Said(string text)
        {
        }

        public void Advanced(BlockNumber done, long events)
        {
        }
    }
}
