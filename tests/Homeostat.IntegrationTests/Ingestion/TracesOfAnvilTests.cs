using Homeostat.Core.Chain;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Ingestion;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Traces;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Ingestion;

public sealed class TracesOfAnvilTests(AnvilFixture anvil) : IClassFixture<AnvilFixture>
{
    private const ulong ChainId = 31337;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<TraceMethod> Methods => [TraceMethod.DebugByHash, TraceMethod.DebugByNumber, TraceMethod.TraceBlock];

    [Fact]
    public async Task The_probe_finds_what_the_node_offers()
    {
        await using var pool = Pool(anvil.Node.WebSocket, EndpointKind.WebSocket);
        await anvil.Client.RequestAsync("evm_mine", [], Cancellation);

        var visibility = await CapabilityProbe.ProbeAsync(pool, Cancellation);

        Assert.NotEqual(TraceMethod.None, visibility.Traces);
        Assert.Empty(visibility.NotVisible);
    }

    [Fact]
    public async Task What_an_endpoint_does_not_offer_is_said_in_a_sentence()
    {
        await using var pool = Pool(anvil.Node.Http, EndpointKind.Http);

        var visibility = await CapabilityProbe.ProbeAsync(pool, Cancellation);

        Assert.False(visibility.PendingTransactions);
        Assert.Contains("newPendingTransactions", Assert.Single(visibility.NotVisible), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Internal_calls_are_seen_with_what_became_of_them(TraceMethod method)
    {
        await using var pool = Pool(anvil.Node.Http, EndpointKind.Http);
        if (method == TraceMethod.DebugByHash && (await CapabilityProbe.ProbeAsync(pool, Cancellation)).Traces != method)
        {
            Assert.Skip("this version of the node does not trace by hash");
        }

        var (block, caller, callee, failing) = await CallWithinCallAsync();

        var calls = await new CallTraces(pool, method).ReadAsync(block, Cancellation);

        Assert.Equal(["", "0", "", "0"], calls.Select(c => string.Join('.', c.Path)));
        Assert.Equal([anvil.Account, caller, anvil.Account, failing], calls.Select(c => c.From));
        Assert.Equal([caller, callee, failing, callee], calls.Select(c => c.To));
        Assert.Equal([true, true, false, false], calls.Select(c => c.Succeeded));
        Assert.Equal(Convert.FromHexString("11223344"), calls[1].Selector.ToArray());
        Assert.Equal(CallKind.Call, calls[1].Kind);
        Assert.Equal(UInt256.Zero, calls[1].Value);
        Assert.NotEqual(calls[0].Transaction, calls[2].Transaction);
    }

    private static EndpointPool Pool(Uri url, EndpointKind kind) => new(
        new PoolOptions("anvil", ChainId), [new EndpointOptions("node", url, kind)], new EndpointConnector(), TimeProvider.System, IngestionMetrics.Unread("anvil"), SilentObserver.Instance);

    /// <summary>One contract calls another with four bytes; a second does the same and then reverts, which undoes the call.</summary>
    private async Task<(BlockRef Block, Address Caller, Address Callee, Address Failing)> CallWithinCallAsync()
    {
        var callee = await CodeAsync(0xc1, "0x00");

        // PUSH4 selector PUSH0 MSTORE; CALL(gas, callee, 0, 28, 4, 0, 0); then STOP or REVERT(0, 0).
        const string call = "0x63112233445f525f5f6004601c5f60c15af1";
        var caller = await CodeAsync(0xc2, call + "00");
        var failing = await CodeAsync(0xc3, call + "5f5ffd");
        await anvil.Chain.SendAsync(DevnetTransaction.Call(anvil.Account, caller, []), Cancellation);
        await anvil.Chain.SendAsync(DevnetTransaction.Call(anvil.Account, failing, []), Cancellation);
        await anvil.Client.RequestAsync("evm_mine", [], Cancellation);
        var header = (await anvil.Client.GetBlockByNumberAsync(BlockTag.Latest, Cancellation))!.Header;
        return (new BlockRef(header.Number.Value, header.Hash), caller, callee, failing);
    }

    private async Task<Address> CodeAsync(byte last, string code)
    {
        var address = Address.FromBytes([.. new byte[19], last]);
        await anvil.Client.RequestAsync("anvil_setCode", [address.ToString(), code], Cancellation);
        return address;
    }
}
