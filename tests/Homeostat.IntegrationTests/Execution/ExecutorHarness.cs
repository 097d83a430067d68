using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;
using Homeostat.Core.Ports;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Engine.Keys;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;
using Homeostat.Ethereum.Transactions;
using Prometheus;
using Block = Homeostat.Ethereum.Rpc.Block;

namespace Homeostat.IntegrationTests.Execution;

/// <summary>One executor on the shared node, with a sentinel and a market of its own, driven block by block.</summary>
internal sealed class ExecutorHarness : IDisposable
{
    public const ulong ChainId = 31_337;

    private static readonly Hash32 Tightened = Keccak256.Hash(
        "Restricted(bytes32,uint64,bytes32,uint8,uint40,uint8,uint16,uint40,address,uint256)"u8);

    // The sentinels of all tests share one budget on the ledger.
    private static readonly Rung ReduceOnly = new(
        "reduce-only", 2, ScopeKind.Market, Capabilities.Open | Capabilities.Increase, RollsBackCode: false, 600, 0.25, ActsOnHigh: false);

    private readonly LedgerFixture _fixture;
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    private ExecutorHarness(LedgerFixture fixture, string sentinel, IActionStore store, ExecutionOptions options, IReadOnlyList<ExecutionEndpoint> endpoints, ISigner? signer)
    {
        _fixture = fixture;
        Key = DevnetChain.KeyOf(sentinel);
        Store = store;
        Scope = Scope.OfMarket("perp", fixture.Protocol.Markets[int.Parse(sentinel.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture) - 1].Slug);
        Executor = new Executor(new ExecutorSetup(
            endpoints, signer ?? new LocalSigner(Key), ChainId, fixture.Protocol, options, store, new ExecutionMetrics(Metrics.WithCustomRegistry(_registry))));
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public PrivateKey Key { get; }

    public Scope Scope { get; }

    public Executor Executor { get; }

    public IActionStore Store { get; }

    public static async Task<ExecutorHarness> StartAsync(
        LedgerFixture fixture,
        string sentinel,
        IActionStore? store = null,
        ExecutionOptions? options = null,
        IReadOnlyList<ExecutionEndpoint>? endpoints = null,
        EthereumClient? reader = null,
        ISigner? signer = null)
    {
        var harness = new ExecutorHarness(
            fixture,
            sentinel,
            store ?? new MemoryActionStore(),
            options ?? ExecutionOptions.Default,
            endpoints ?? [new ExecutionEndpoint("anvil", reader ?? fixture.Client, IsPrivate: false)],
            signer);
        if (reader is null)
        {
            await harness.Executor.StartAsync(Cancellation);
        }

        return harness;
    }

    /// <summary>A decision at the head, worth acting on with this much at stake.</summary>
    public async Task<(ContainmentAction.Restrict Action, Decision Decision)> DecideAsync(double stakeUsd, int attempt = 0)
    {
        BlockRef head = await HeadAsync();
        Hash32 id = Playbook.DecisionId(Scope, ReduceOnly, head.Number, attempt);
        var action = (ContainmentAction.Restrict)Assert.Single(Playbook.Actions(id, Scope, ReduceOnly, []));
        return (action, new Decision(
            id, head, default, Scope, ReduceOnly, 1, 0.1, 0.5, stakeUsd, stakeUsd, 0, 0, 1, 1, Armed: true, "", []));
    }

    public async Task<ActionOutcome> SendAsync((ContainmentAction.Restrict Action, Decision Decision) decided, bool isAttackPublic = false) =>
        await Executor.SendAsync(decided.Action, decided.Decision, decided.Decision.Block, isAttackPublic, Cancellation);

    public async Task<BlockRef> HeadAsync()
    {
        Block? block = await _fixture.Client.GetBlockByNumberAsync(BlockTag.Latest, Cancellation);
        return new BlockRef(block!.Header.Number.Value, block.Header.Hash);
    }

    /// <summary>Mines a block and lets the executor deal with it.</summary>
    public async Task<ImmutableArray<ActionOutcome>> MineAsync()
    {
        await _fixture.Client.RequestAsync("evm_mine", [], Cancellation);
        return await SettleAsync();
    }

    public async Task<ImmutableArray<ActionOutcome>> SettleAsync() => await Executor.SettleAsync(await HeadAsync(), Cancellation);

    /// <summary>Mines until the action holds; fails with what was said if it does not within so many blocks.</summary>
    public async Task<ActionOutcome> UntilItHoldsAsync(Hash32 action, int blocks)
    {
        var said = new List<string>();
        for (var i = 0; i < blocks; i++)
        {
            foreach (ActionOutcome outcome in await MineAsync())
            {
                said.Add($"block {outcome.Block.Number}: {outcome.Status} {outcome.Detail}");
                if (outcome.ActionId == action && outcome is { Status: ActionStatus.Included, PostConditionHolds: true })
                {
                    return outcome;
                }
            }
        }

        Assert.Fail($"after {blocks} blocks it does not hold; said was:\n{string.Join('\n', said)}");
        throw new InvalidOperationException();
    }

    /// <summary>Somebody else with the same key: a transfer to itself.</summary>
    public async Task<Hash32> IntrudeAsync(ulong nonce, ulong priorityGwei, ulong maxGwei)
    {
        // Another test may have left a base fee behind that the intruder does not pay.
        await _fixture.Client.RequestAsync("anvil_setNextBlockBaseFeePerGas", ["0x3b9aca00"], Cancellation);
        return await _fixture.Client.SendRawTransactionAsync(
            new FeeMarketTransaction
            {
                ChainId = ChainId,
                Nonce = nonce,
                MaxPriorityFeePerGas = Wei.FromGwei(priorityGwei),
                MaxFeePerGas = Wei.FromGwei(maxGwei),
                GasLimit = 21_000,
                To = Key.Address,
            }.Sign(Key),
            Cancellation);
    }

    /// <summary>The action as it would be prepared for a block.</summary>
    public PreparedAction Prepared(ulong block) =>
        new(Scope, ReduceOnly.Slug, Playbook.Actions(Playbook.DecisionId(Scope, ReduceOnly, block, 0), Scope, ReduceOnly, []));

    public Task<ulong> NonceAsync() => _fixture.Client.GetTransactionCountAsync(Key.Address, BlockTag.Latest, Cancellation);

    /// <summary>How often the ledger tightened for this sentinel's market.</summary>
    public async Task<int> TighteningsAsync()
    {
        var filter = new LogFilter
        {
            Addresses = [_fixture.Protocol.RestrictionLedger],
            Topics = [[Tightened], [ScopeKey.Of(_fixture.Protocol, Scope)]],
        };
        var all = new BlockRange(new BlockNumber(0), new BlockNumber((await HeadAsync()).Number));
        return (await _fixture.Client.GetLogsAsync(all, filter, Cancellation)).Count;
    }

    public async Task<string> MetricsAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream, Cancellation);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    public void Dispose()
    {
        Executor.Dispose();
        Key.Dispose();
    }
}
