using Homeostat.Core.Chain;
using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Ethereum.Rpc;
using Homeostat.IntegrationTests.Ethereum;

namespace Homeostat.IntegrationTests.Execution;

/// <summary>What is known before anything is decided: whether actions are armed, and their signatures.</summary>
public sealed class ExecutorArmingTests(LedgerFixture fixture) : IClassFixture<LedgerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sentinel_with_its_role_and_gas_is_armed_and_says_so()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        BlockRef head = await harness.HeadAsync();

        Simulation armed = Assert.Single(await harness.Executor.ArmAsync([harness.Prepared(head.Number)], head, Cancellation));

        Assert.True(armed.Succeeds, armed.Reason);
        string metrics = await harness.MetricsAsync();
        Assert.Contains($"containment_armed{{action=\"reduce-only@{harness.Scope}\"}} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("signer_balance_ether 1000000", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signer_without_the_role_is_not_armed_and_the_reason_is_the_contracts_own()
    {
        string stranger = $"sentinel-{LedgerFixture.Sentinels}";
        await fixture.RevokeAsync(stranger, Cancellation);
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, stranger);
        BlockRef head = await harness.HeadAsync();

        Simulation unarmed = Assert.Single(await harness.Executor.ArmAsync([harness.Prepared(head.Number)], head, Cancellation));

        Assert.False(unarmed.Succeeds);
        Assert.NotEmpty(unarmed.Reason);
        string metrics = await harness.MetricsAsync();
        Assert.Contains($"containment_armed{{action=\"reduce-only@{harness.Scope}\"}} 0", metrics, StringComparison.Ordinal);
        Assert.Contains($"containment_unarmed_reason{{action=\"reduce-only@{harness.Scope}\",reason=\"reverts\"}} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_leaves_nothing_armed()
    {
        await using HostileNode broken = HostileNode.OverHttp("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        await using var transport = new HttpRpcTransport(broken.Http, RpcTransportOptions.Default);
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel(), reader: new EthereumClient(transport));
        BlockRef head = await harness.HeadAsync();

        Simulation unarmed = Assert.Single(await harness.Executor.ArmAsync([harness.Prepared(head.Number)], head, Cancellation));

        Assert.False(unarmed.Succeeds);
        Assert.Contains("could not be simulated", unarmed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_next_block_decides_was_signed_before_it_came()
    {
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel());
        BlockRef head = await harness.HeadAsync();
        await harness.Executor.ArmAsync([harness.Prepared(head.Number)], head, Cancellation);
        harness.Executor.SignAhead([harness.Prepared(head.Number + 1)]);
        await harness.Executor.SignedAhead;
        await harness.MineAsync();

        var decided = await harness.DecideAsync(stakeUsd: 10_000_000);
        await harness.SendAsync(decided);

        Assert.Contains("signed_ahead_lookups_total{result=\"hit\"} 1", await harness.MetricsAsync(), StringComparison.Ordinal);
        await harness.UntilItHoldsAsync(decided.Action.Id, blocks: 1);
    }

    [Fact]
    public async Task Of_several_endpoints_one_that_refuses_and_one_that_is_down_do_not_matter()
    {
        await using HostileNode refusing = HostileNode.OverHttp(Answer("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"txpool is full\"}}"));
        await using HostileNode down = HostileNode.OverHttp("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        await using var first = new HttpRpcTransport(refusing.Http, RpcTransportOptions.Default);
        await using var second = new HttpRpcTransport(down.Http, RpcTransportOptions.Default);
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel(), endpoints:
        [
            new ExecutionEndpoint("node", fixture.Client, IsPrivate: false),
            new ExecutionEndpoint("full", new EthereumClient(first), IsPrivate: false),
            new ExecutionEndpoint("down", new EthereumClient(second), IsPrivate: false),
        ]);
        var decided = await harness.DecideAsync(stakeUsd: 1_000_000);

        ActionOutcome sent = await harness.SendAsync(decided);

        Assert.Equal(ActionStatus.Sent, sent.Status);
        await harness.UntilItHoldsAsync(decided.Action.Id, blocks: 1);
    }

    [Fact]
    public async Task A_private_endpoint_that_does_nothing_delays_an_action_by_the_blocks_that_it_is_given()
    {
        await using HostileNode swallowing = HostileNode.OverHttp(Answer("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"already known\"}}"));
        await using var transport = new HttpRpcTransport(swallowing.Http, RpcTransportOptions.Default);
        using ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, fixture.NextSentinel(), endpoints:
        [
            new ExecutionEndpoint("node", fixture.Client, IsPrivate: false),
            new ExecutionEndpoint("builder", new EthereumClient(transport), IsPrivate: true),
        ]);
        var decided = await harness.DecideAsync(stakeUsd: 1_000_000);

        ActionOutcome sent = await harness.SendAsync(decided);
        await harness.MineAsync();

        Assert.Equal(ActionStatus.Sent, sent.Status);
        Assert.Equal(0, await harness.TighteningsAsync());
        await harness.UntilItHoldsAsync(decided.Action.Id, blocks: 1);
    }

    private static string Answer(string json) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}";
}
