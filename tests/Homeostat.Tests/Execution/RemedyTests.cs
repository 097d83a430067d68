using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;
using Homeostat.Tests.Core;
using Prometheus;

namespace Homeostat.Tests.Execution;

/// <summary>What is put right at once when nodes other than the one at hand refuse, in their own words.</summary>
public sealed class RemedyTests : IDisposable
{
    private readonly PrivateKey _key = PrivateKey.Generate();
    private readonly ScriptedNode _node = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task Above_a_nodes_cap_on_what_a_transaction_costs_as_much_as_the_cap_allows_is_offered()
    {
        // geth, --rpc.txfeecap: gas limit times max fee.
        _node.Refuses = t => Cost(t) > 0.05 ? $"tx fee ({Cost(t):0.00} ether) exceeds the configured cap (0.05 ether)" : null;

        var outcome = await SendAsync(stakeUsd: 10_000_000);

        Assert.Equal(ActionStatus.Sent, outcome.Status);
        Assert.InRange(Cost(Assert.Single(_node.Taken)), 0.049, 0.05);
    }

    [Fact]
    public async Task A_node_that_keeps_no_gaps_is_given_the_nonce_that_the_chain_expects()
    {
        // nethermind
        using var executor = await StartAsync();
        _node.Nonce = 3;
        _node.Refuses = t => t.Transaction.Nonce != 3 ? "OldNonce, Current nonce: 3, nonce of rejected tx: 0" : null;

        var outcome = await SendAsync(executor, 1);

        Assert.Equal(ActionStatus.Sent, outcome.Status);
        Assert.Equal(3UL, Assert.Single(_node.Taken).Transaction.Nonce);
    }

    [Fact]
    public async Task A_nonce_used_up_by_the_actions_own_transaction_is_not_replaced()
    {
        using var executor = await StartAsync();
        _node.Refuses = t =>
        {
            _node.Mined.Add(t.Hash);
            _node.Nonce = 1;
            return "nonce too low";
        };

        var outcome = await SendAsync(executor, 1);

        Assert.Equal(ActionStatus.Failed, outcome.Status);
        Assert.Single(_node.Mined);
    }

    [Fact]
    public async Task What_sits_under_the_nonce_is_outbid_as_far_as_the_stake_allows_and_no_further()
    {
        var offered = new List<Wei>();
        _node.Refuses = t =>
        {
            offered.Add(((FeeMarketTransaction)t.Transaction).MaxPriorityFeePerGas);
            return "replacement transaction underpriced";
        };

        var outcome = await SendAsync(stakeUsd: 600_000);

        Assert.Equal(ActionStatus.Failed, outcome.Status);
        Assert.True(offered.Count >= 3, $"outbid {offered.Count} times");
        Assert.Equal(offered.Order(), offered);
        Assert.True(offered[^1] <= Wei.FromGwei(100));
    }

    [Fact]
    public async Task When_no_node_takes_it_each_ones_reason_is_told()
    {
        var other = new ScriptedNode { Refuses = _ => "txpool is full" };
        _node.Refuses = _ => "exceeds block gas limit";
        using var executor = await StartAsync(new ExecutionEndpoint("other", other.Client, IsPrivate: false));

        var outcome = await SendAsync(executor, 1);

        Assert.Equal(ActionStatus.Failed, outcome.Status);
        Assert.Contains("node: exceeds block gas limit", outcome.Detail, StringComparison.Ordinal);
        Assert.Contains("other: txpool is full", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signing_service_that_fails_is_an_outcome_and_not_the_end()
    {
        using var executor = await StartAsync(new Refusing(_key.Address));

        var outcome = await SendAsync(executor, 1);

        Assert.Equal(ActionStatus.Failed, outcome.Status);
        Assert.Contains("the service is down", outcome.Detail, StringComparison.Ordinal);
        Assert.Empty(_node.Taken);
    }

    [Fact]
    public async Task The_same_action_is_never_sent_twice()
    {
        using var executor = await StartAsync();

        await SendAsync(executor, 1);
        var again = await SendAsync(executor, 1);

        Assert.Equal(ActionStatus.Sent, again.Status);
        Assert.Single(_node.Taken);
    }

    private static double Cost(SignedTransaction transaction) =>
        (((FeeMarketTransaction)transaction.Transaction).MaxFeePerGas * transaction.Transaction.GasLimit).Value.ToDouble() / 1e18;

    private async Task<ActionOutcome> SendAsync(double stakeUsd)
    {
        using var executor = await StartAsync();
        return await SendAsync(executor, stakeUsd);
    }

    private static Task<ActionOutcome> SendAsync(Executor executor, double stakeUsd)
    {
        var block = new BlockRef(1, Logs.Word(1));
        var action = Playbook.Actions(Logs.Word(7), Sample.Near, Sample.ReduceOnly, [])[0];
        var decision = new Decision(
            Logs.Word(7), block, default, Sample.Near, Sample.ReduceOnly, 1, 0.1, 0.5, stakeUsd, stakeUsd, 0, 0, 1, 1, Armed: true, "", []);
        return executor.SendAsync(action, decision, decision.Block, isAttackPublic: false, Cancellation);
    }

    private Task<Executor> StartAsync(params ExecutionEndpoint[] others) => StartAsync(new LocalSigner(_key), others);

    private async Task<Executor> StartAsync(ISigner signer, params ExecutionEndpoint[] others)
    {
        var executor = new Executor(new ExecutorSetup(
            [new ExecutionEndpoint("node", _node.Client, IsPrivate: false), .. others],
            signer,
            1,
            Sample.Definition,
            ExecutionOptions.Default,
            new MemoryActionStore(),
            new ExecutionMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()))));
        await executor.StartAsync(Cancellation);
        return executor;
    }

    /// <summary>A service that never signs.</summary>
    private sealed class Refusing(Address address) : ISigner
    {
        public Address Address => address;

        public ValueTask<SignedTransaction> SignAsync(Transaction transaction, CancellationToken cancellation) =>
            throw new SigningException("the service is down");

        public void Dispose()
        {
        }
    }
}
