using System.Globalization;
using System.Text.Json.Nodes;
using Homeostat.Core.Chain;
using Homeostat.Engine.Execution;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.IntegrationTests.Execution;

/// <summary>
/// Seeded mixtures of everything that can stand between an action and its effect, on a real node. When the faults end, the
/// action holds, and the chain has seen it take effect exactly once.
/// </summary>
public sealed class ExecutorFaultMixtureTests(LedgerFixture fixture) : IClassFixture<LedgerFixture>
{
    private const int Seeds = 40;
    private const int Faults = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_happens_an_action_takes_effect_exactly_once()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            // Deeper than all reorgs of a play together, so that none takes the ledger or an earlier play away.
            await fixture.Client.RequestAsync("anvil_mine", [3 * Faults], Cancellation);
            await PlayAsync(seed, fixture.NextSentinel());
            await fixture.Client.RequestAsync("anvil_dropAllTransactions", [], Cancellation);
        }
    }

    private async Task PlayAsync(int seed, string sentinel)
    {
        var random = new Random(seed);
        var story = new List<string>();
        var store = new MemoryActionStore();
        ExecutorHarness harness = await ExecutorHarness.StartAsync(fixture, sentinel, store);
        var decided = await harness.DecideAsync(stakeUsd: random.Next(2) == 0 ? 1 : 10_000_000);
        story.Add($"sent: {(await harness.SendAsync(decided)).Detail}");
        for (var i = 0; i < Faults; i++)
        {
            (string what, harness) = await FaultAsync(random, harness, sentinel, store);
            story.Add(what);
        }

        await fixture.Chain.FundAsync(harness.Key.Address, Cancellation);
        for (var blocks = 0; blocks < 12 && !await HoldsAsync(harness); blocks++)
        {
            story.AddRange((await harness.MineAsync()).Select(Line));
        }

        int tightenings = await harness.TighteningsAsync();
        Assert.True(tightenings == 1, $"seed {seed}: took effect {tightenings} times\n{string.Join('\n', story)}");
        harness.Dispose();
    }

    private async Task<(string What, ExecutorHarness Harness)> FaultAsync(
        Random random, ExecutorHarness harness, string sentinel, MemoryActionStore store)
    {
        switch (random.Next(8))
        {
            case 0:
                ulong nonce = await harness.NonceAsync() + (ulong)random.Next(2);
                ulong tip = (ulong)random.Next(1, 300);
                return ($"intruder at nonce {nonce}, {tip} gwei: {await TryAsync(() => harness.IntrudeAsync(nonce, tip, tip + 200))}", harness);
            case 1:
                await fixture.Client.RequestAsync("anvil_dropAllTransactions", [], Cancellation);
                return ("the pool is lost", harness);
            case 2:
                await fixture.Client.RequestAsync("anvil_reorg", [random.Next(1, 3), new JsonArray()], Cancellation);
                return ($"reorg: {await SettleAsync(harness)}", harness);
            case 3:
                await fixture.Client.RequestAsync("anvil_setNextBlockBaseFeePerGas", [$"0x{random.NextInt64(1, 150) * 1_000_000_000:x}"], Cancellation);
                return ($"base fee: {await MineAsync(harness)}", harness);
            case 4:
                harness.Dispose();
                return ("restart", await ExecutorHarness.StartAsync(fixture, sentinel, store));
            case 5:
                await fixture.Chain.FundAsync(harness.Key.Address, random.Next(3) == 0 ? 0 : 1, Cancellation);
                return ("balance", harness);
            default:
                return ($"block: {await MineAsync(harness)}", harness);
        }
    }

    private static async Task<bool> HoldsAsync(ExecutorHarness harness) =>
        await harness.TighteningsAsync() == 1 && !(await harness.SettleAsync()).Any(o => o.Status != ActionStatus.Included);

    private static async Task<string> MineAsync(ExecutorHarness harness) => string.Join(" | ", (await harness.MineAsync()).Select(Line));

    private static async Task<string> SettleAsync(ExecutorHarness harness) => string.Join(" | ", (await harness.SettleAsync()).Select(Line));

    private static string Line(ActionOutcome outcome) =>
        string.Create(CultureInfo.InvariantCulture, $"{outcome.Block.Number} {outcome.Status} {outcome.PostConditionHolds}: {outcome.Detail}");

    private static async Task<string> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            await work();
            return "taken";
        }
        catch (RpcException refused)
        {
            return refused.Message;
        }
    }
}
