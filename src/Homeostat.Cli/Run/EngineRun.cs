using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Core.Ports;
using Homeostat.Engine.Backtest;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Engine.Ingestion.Traces;
using Homeostat.Engine.Keys;
using Homeostat.Engine.Pipeline;
using Homeostat.Engine.Workspaces;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Storage;
using Prometheus;

namespace Homeostat.Cli.Run;

/// <summary>One engine from its start to its end: its parts put together.</summary>
internal sealed class EngineRun(EnginePlan plan, NetworkSources sources, SqliteStoreOptions file, LedgerMetrics ledger, IMetricFactory metrics, CollectorRegistry registry, RunLog log)
{
    // More blocks than this are looked at beside the head instead of before it.
    private const ulong HeadFirstAbove = 256;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(2);

    private readonly IMetricFactory _metrics = metrics.WithLabels(new Dictionary<string, string> { ["network"] = plan.Network.Slug, ["protocol"] = plan.Protocol.Slug });

    /// <summary>Runs until cancelled.</summary>
    /// <returns>False if it halted.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var own = new PipelineMetrics(_metrics);
        try
        {
            var stream = new StreamKey(plan.Network.Slug, plan.Protocol.Slug);
            var store = SqliteStore.Open(file, stream, ledger, TimeProvider.System);
            await using var storing = store.ConfigureAwait(false);
            registry.AddBeforeCollectCallback(store.RefreshMetrics);
            using var actions = SqliteActionStore.Open(file, stream);
            await RunAsync(store, actions, own, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (EngineHaltedException halted)
        {
            own.Running(false);
            log.Say($"{plan.Name}: HALTED, nobody watches it now: {halted.Message}");
            return false;
        }
    }

    private async Task RunAsync(SqliteStore store, IActionStore actions, PipelineMetrics own, CancellationToken cancellation)
    {
        var filter = BacktestRun.FilterOf(plan.Document);
        var head = await HeadAsync(cancellation).ConfigureAwait(false);
        var recovery = new Recovery(plan.StateDirectory, plan.Header(head.Value + 1, filter), store, text => log.Say($"{plan.Name}: {text}"));
        var (start, archive) = await recovery.TakeUpAsync(cancellation).ConfigureAwait(false);
        var journal = new Journal(archive, store);
        await using var archiving = journal.ConfigureAwait(false);
        using var signer = plan.Signer is null ? null : await Signers.OpenAsync(plan.Signer, cancellation).ConfigureAwait(false);
        using var executor = signer is null ? null : new Executor(Execution(signer, actions));
        await Rehearsal.RunAsync(start, plan.Network.Execution, plan.Network.ChainId, cancellation).ConfigureAwait(false);
        using var pipeline = new ProtocolPipeline(start, NoPrices.Instance, executor, journal, log.Of(plan.Name, own, journal));
        var position = start.Position ?? (plan.FromBlock is { } from ? FollowPosition.From(new BlockNumber(from)) : FollowPosition.AtHead);
        var follower = Follower(filter, start.Position is null, store, pipeline);
        if (position.Next is null && start.Position is null && plan.Protocol.Decoding.Says<CollateralMapping>())
        {
            log.Say($"{plan.Name}: collateral that came in before the first block followed is not known, so TVL and outflows are those seen since; name the protocol's first block (--from, or from_block) to know all");
        }

        foreach (var sentence in (await CapabilityProbe.ProbeAsync(sources.Pool, cancellation).ConfigureAwait(false)).NotVisible)
        {
            log.Say($"{plan.Name}: {sentence}");
        }

        own.Running(true);
        own.Archiving(true);
        log.Say($"{plan.Name}: follows from {Where(start, position)}, {(signer is null ? "in shadow mode: decides and sends nothing" : $"acts as {signer.Address} on {plan.Protocol.RestrictionLedger}")}");
        await pipeline.RunAsync(follower, position, cancellation).ConfigureAwait(false);
    }

    private ChainFollower Follower(LogFilter filter, bool isNew, SqliteStore store, ProtocolPipeline pipeline)
    {
        // A first run learns the state of the chain from its history, and that in order.
        var options = new FollowerOptions(filter, plan.Network.BlockTime, isNew ? ulong.MaxValue : HeadFirstAbove);
        return new ChainFollower(sources.Pool, options, TimeProvider.System, sources.Metrics, log)
        {
            HeadSeen = header =>
            {
                pipeline.HeadSeen(new BlockRef(header.Number.Value, header.Hash));
                store.HeadSeen(header.Number.Value);
            },
        };
    }

    private ExecutorSetup Execution(ISigner signer, IActionStore actions) => new(
        sources.Executing, signer, plan.Network.ChainId, plan.Protocol, plan.Network.Execution, actions, new ExecutionMetrics(_metrics));

    /// <summary>Nodes may be down when we start: then we wait for one, and say so.</summary>
    private async Task<BlockNumber> HeadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await sources.Pool.Client.BlockNumberAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is EthereumRpcException or Engine.Ingestion.Endpoints.NoAnswerException)
            {
                log.Blind(e.Message);
                await Task.Delay(BetweenAttempts, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static string Where(PipelineStart start, FollowPosition position) => start.Position is { } taken
        ? $"block {taken.Recent[^1].Number + 1}, where an earlier run was"
        : position.Next is { } next ? $"block {next}" : "the head";
}
