using System.Collections.Immutable;
using System.Globalization;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Curie;
using Homeostat.Engine.Drill;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Files;
using Homeostat.Engine.Pipeline;

namespace Homeostat.Benchmarks;

/// <summary>
/// How long a decision takes: from a block's header arriving at the client to the node's answer to the first signed
/// containment transaction, which is a little more than its hand-over to the socket. Everything is real: Curie on an EVM
/// node, a WebSocket, Core, the sentinel's key. In each sample a fresh Homeostat follows the chain and meets code that
/// nobody approved behind the vault's proxy; its transactions are dropped before they are mined and the chain is wound back, so that the next can.
/// Every second sample signs only once it has decided, so that what signing ahead is worth is measured in the same run.
/// </summary>
internal static class DecisionLatency
{
    private const int WarmUp = 20;
    private const long Opening = 1_739_000_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(int samples, CancellationToken cancellation)
    {
        var checkout = Checkout.Find();
        await NpmPackages.EnsureAsync(checkout, Console.Error.WriteLine, cancellation).ConfigureAwait(false);
        await using var stage = await RaiseAsync(checkout, cancellation).ConfigureAwait(false);
        List<double> ahead = [], live = [];
        for (var i = -WarmUp; i < 2 * samples; i++)
        {
            var signsAhead = i % 2 == 0;
            var took = await SampleAsync(checkout, stage, signsAhead, cancellation).ConfigureAwait(false);
            if (i >= 0)
            {
                (signsAhead ? ahead : live).Add(took.TotalMilliseconds);
            }

            if ((i + 1) % 50 == 0)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{i + 1} of {2 * samples}")).ConfigureAwait(false);
            }
        }

        Report("signed ahead", ahead);
        Report("signed when decided", live);
    }

    private static void Report(string how, List<double> millis)
    {
        millis.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"block received → signed transaction taken by the node, {how}: {millis.Count} decisions, p50 {At(millis, 0.5):0.00} ms, p90 {At(millis, 0.9):0.00} ms, p99 {At(millis, 0.99):0.00} ms, max {millis[^1]:0.00} ms"));
    }

    /// <summary>Nearest rank.</summary>
    private static double At(List<double> sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];

    private static async Task<Stage> RaiseAsync(Checkout checkout, CancellationToken cancellation)
    {
        var compiler = new SolidityCompiler(checkout);
        var own = await compiler.CompileAsync(Path.Combine(checkout.Contracts, "src"), cancellation).ConfigureAwait(false);
        var devnet = await compiler.CompileAsync(Path.Combine(checkout.Contracts, "devnet"), cancellation).ConfigureAwait(false);
        var compiled = own.Concat(devnet).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        var stage = await Stage.RaiseAsync(checkout, compiled, 100, Opening, breaker: null, static (_, _, _) => Task.CompletedTask, cancellation).ConfigureAwait(false);
        var saver = await stage.Chain.AccountAsync("saver", cancellation).ConfigureAwait(false);
        var deployment = stage.Deployment;
        var usd = CurieMarket.Usdc(6_000_000);
        await stage.Chain.SendAsync(deployment.Call(saver, "collateral", "mint", saver, usd), cancellation).ConfigureAwait(false);
        await stage.Chain.SendAsync(deployment.Call(saver, "collateral", "approve", deployment["vault"], usd), cancellation).ConfigureAwait(false);
        await stage.Chain.SendAsync(stage.Market.Deposit(saver, 6_000_000), cancellation).ConfigureAwait(false);
        await stage.Chain.SettleAsync(cancellation).ConfigureAwait(false);

        // Until the trailing median knows the collateral.
        for (var i = 0; i < 40; i++)
        {
            await stage.Chain.MineAsync(stage.Chain.Now + 15, cancellation).ConfigureAwait(false);
        }

        var rogue = await stage.Chain.DeployAsync(saver, deployment.Artifact("SettlementToken"), [], cancellation).ConfigureAwait(false);
        await stage.Chain.SettleAsync(cancellation).ConfigureAwait(false);
        await stage.Chain.SendAsync(deployment.Call(deployment["upgrader"], "upgrade_gate", "upgrade", deployment["vault"], rogue, Array.Empty<byte>()), cancellation).ConfigureAwait(false);
        await stage.Chain.SettleAsync(cancellation).ConfigureAwait(false);
        return stage;
    }

    private static async Task<TimeSpan> SampleAsync(Checkout checkout, Stage stage, bool signsAhead, CancellationToken cancellation)
    {
        // What is measured is the time, not the wisdom of it: one block's evidence suffices when a false alarm costs little.
        var policy = PolicyFile.Load(Path.Combine(checkout.Config, "policy.yaml"));
        var configuration = new BrainConfiguration(
            stage.Definition("near-perp", "NEAR-PERP", Venues.Names),
            policy with { Costs = policy.Costs with { ReputationShare = 0 } },
            CalibrationFile.Load(Path.Combine(checkout.Config, "calibration.json")),
            stage.Chain.Head + 1);
        var execution = ExecutionOptions.Default with { SignsAhead = signsAhead };
        await using var guard = await Guard.StartAsync(stage.Node, configuration, new Venues(), DevnetChain.KeyOf("sentinel"), execution, cancellation).ConfigureAwait(false);
        var (node, head) = (stage.Chain.Client, stage.Chain.Head);
        await AcknowledgedAsync(guard, head, cancellation).ConfigureAwait(false);

        // Between two blocks there is time for it.
        await guard.SignedAhead.ConfigureAwait(false);

        // Every sample sees a chain of the same length.
        var before = (await node.RequestAsync("evm_snapshot", [], cancellation).ConfigureAwait(false)).GetString();
        await node.RequestAsync("evm_setNextBlockTimestamp", [stage.Chain.Now + 15], cancellation).ConfigureAwait(false);
        await node.RequestAsync("evm_mine", [], cancellation).ConfigureAwait(false);
        await AcknowledgedAsync(guard, head + 1, cancellation).ConfigureAwait(false);
        await guard.StopAsync().ConfigureAwait(false);
        await node.RequestAsync("anvil_dropAllTransactions", [], cancellation).ConfigureAwait(false);
        await node.RequestAsync("evm_revert", [before], cancellation).ConfigureAwait(false);
        return guard.Record.SentAfter is { Count: > 0 } sent
            ? sent.Values.Min()
            : throw new InvalidOperationException(
                $"nothing was sent in block {head + 1}, so there is nothing to measure: {string.Join("; ", guard.Record.Timeline.Select(l => l.Text))}");
    }

    private static async Task AcknowledgedAsync(Guard guard, ulong block, CancellationToken cancellation)
    {
        if (!await guard.AcknowledgesAsync(block, Limit, cancellation).ConfigureAwait(false))
        {
            throw new TimeoutException($"block {block} was not dealt with within {Limit.TotalSeconds:0} s");
        }
    }

    /// <summary>Three venues of one mind.</summary>
    private sealed class Venues : IPriceSource
    {
        public static readonly string[] Names = ["venue-a", "venue-b", "venue-c"];

        public ValueTask<ImmutableArray<Quote>> QuotesAsync(UnixSeconds at, CancellationToken cancellation) =>
            ValueTask.FromResult<ImmutableArray<Quote>>([.. Names.Select(n => new Quote(n, "near-perp", 100, at))]);
    }
}
