using System.Collections.Immutable;
using System.Diagnostics;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Incidents;
using Homeostat.Core.Playbooks;
using Homeostat.Core.Policy;
using Homeostat.Engine.Execution;
using Homeostat.Engine.Execution.Broadcast;
using Homeostat.Engine.Ingestion;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Engine.Keys;
using Homeostat.Engine.Pipeline;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Ethereum.Signing;
using Prometheus;

namespace Homeostat.Engine.Drill;

/// <summary>
/// Homeostat itself, as it would run against any node: its own connection, its own key, no sight of the driver. It only
/// tells the driver which block it has dealt with, and keeps a record.
/// </summary>
internal sealed class Guard : IPipelineObserver, IAsyncDisposable
{
    // The drill mines when it likes: a silence says nothing.
    private static readonly FollowerOptions Following = new(new LogFilter(), TimeSpan.FromMinutes(1), ulong.MaxValue);

    private readonly EndpointPool _pool;
    private readonly ChainFollower _follower;
    private readonly Executor? _executor;
    private readonly ProtocolPipeline _pipeline;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Input> _inputs = [];
    private readonly List<(TimeSpan At, Emission Emission)> _emissions = [];
    private readonly Dictionary<Hash32, TimeSpan> _sentAfter = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly BrainConfiguration _configuration;
    private readonly ulong _chainId;
    private Task _running = Task.CompletedTask;
    private ulong _acknowledged;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Guard(EndpointPool pool, BrainConfiguration configuration, IPriceSource prices, PrivateKey sentinel, ulong chainId, ExecutionOptions? execution)
    {
        _pool = pool;
        _configuration = configuration;
        _chainId = chainId;
        _executor = execution is null ? null : new Executor(Setup(pool.Client, configuration, sentinel, chainId, execution));
        _pipeline = new ProtocolPipeline(PipelineStart.Anew(configuration), prices, _executor, journal: null, this);
        _follower = new ChainFollower(pool, Following, TimeProvider.System, IngestionMetrics.Unread(DrillArchive.Network), SilentObserver.Instance)
        {
            HeadSeen = header => _pipeline.HeadSeen(new BlockRef(header.Number.Value, header.Hash)),
        };
    }

    /// <param name="execution">Null to watch in shadow mode: everything is decided and nothing is sent.</param>
    public static async Task<Guard> StartAsync(
        Uri node,
        BrainConfiguration configuration,
        IPriceSource prices,
        PrivateKey sentinel,
        ExecutionOptions? execution,
        CancellationToken cancellation)
    {
        var endpoint = new EndpointOptions("anvil", node, EndpointKind.WebSocket);
        var chainId = await EndpointConnector.ChainIdAsync(endpoint, cancellation).ConfigureAwait(false);
        var pool = new EndpointPool(
            new PoolOptions(DrillArchive.Network, chainId), [endpoint], new EndpointConnector(), TimeProvider.System, IngestionMetrics.Unread(DrillArchive.Network), SilentObserver.Instance);
        var guard = new Guard(pool, configuration, prices, sentinel, chainId, execution);
        var start = FollowPosition.From(new BlockNumber(0));
        guard._running = Task.Run(() => guard._pipeline.RunAsync(guard._follower, start, guard._stop.Token), CancellationToken.None);
        return guard;
    }

    private static ExecutorSetup Setup(
        EthereumClient client, BrainConfiguration configuration, PrivateKey sentinel, ulong chainId, ExecutionOptions execution) => new(
        [new ExecutionEndpoint("devnet", client, IsPrivate: false)],
        new LocalSigner(sentinel),
        chainId,
        configuration.Protocol,
        execution,
        new MemoryActionStore(),
        new ExecutionMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())));

    /// <summary>Everything that Core was told and what it said, to be read once the guard has stopped.</summary>
    public GuardRecord Record
    {
        get
        {
            lock (_gate)
            {
                return new GuardRecord(_chainId, _configuration, [.. _inputs], [.. _emissions], _sentAfter.ToImmutableDictionary());
            }
        }
    }

    public TimeSpan Now => _clock.Elapsed;

    /// <summary>Completed when the next block's possible actions are signed.</summary>
    public Task SignedAhead => _executor?.SignedAhead ?? Task.CompletedTask;

    /// <summary>Whether an incident has been contained.</summary>
    public bool IsContained
    {
        get
        {
            lock (_gate)
            {
                return _emissions.Exists(e => e.Emission is Emission.IncidentChanged { Line.Kind: TimelineKind.Contained });
            }
        }
    }

    /// <summary>False when it took longer than the limit; a guard that died throws what it died of.</summary>
    public async Task<bool> AcknowledgesAsync(ulong block, TimeSpan limit, CancellationToken cancellation)
    {
        var deadline = _clock.Elapsed + limit;
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                if (_acknowledged >= block)
                {
                    return true;
                }

                progress = _progress.Task;
            }

            var left = deadline - _clock.Elapsed;
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await Task.WhenAny(progress, _running, Task.Delay(left, cancellation)).ConfigureAwait(false);
            if (_running.IsCompleted)
            {
                await _running.ConfigureAwait(false);
            }
        }
    }

    public Task CommandAsync(OperatorCommand command, CancellationToken cancellation) => _pipeline.CommandAsync(command, cancellation);

    public void Stepped(Input input, ImmutableArray<Emission> emissions)
    {
        lock (_gate)
        {
            _inputs.Add(input);
            foreach (var emission in emissions)
            {
                _emissions.Add((_clock.Elapsed, emission));
            }
        }
    }

    public void Sent(ContainmentAction action, TimeSpan sinceBlock)
    {
        lock (_gate)
        {
            _sentAfter.TryAdd(action.DecisionId, sinceBlock);
        }
    }

    public void Acknowledged(BlockRef block, TimeSpan sinceBlock)
    {
        TaskCompletionSource done;
        lock (_gate)
        {
            _acknowledged = block.Number;
            done = _progress;
            _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        done.SetResult();
    }

    public void Filled(Block block, ImmutableArray<Emission> emissions)
    {
        // Blocks are taken in order here, so none is ever passed over.
    }

    /// <summary>Switches it off, as in the epilogue: nothing more is decided or sent.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was asked to.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _pool.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAny(_running).ConfigureAwait(false);
        _ = _running.Exception;
        _pipeline.Dispose();
        _executor?.Dispose();
        _stop.Dispose();
    }
}

/// <summary>What a guard took in and gave out.</summary>
/// <param name="Emissions">With the guard's own clock.</param>
/// <param name="SentAfter">By decision: from the header's arrival to the signed transaction's hand-over.</param>
internal sealed record GuardRecord(
    ulong ChainId,
    BrainConfiguration Configuration,
    ImmutableArray<Input> Inputs,
    ImmutableArray<(TimeSpan At, Emission Emission)> Emissions,
    ImmutableDictionary<Hash32, TimeSpan> SentAfter)
{
    public IEnumerable<Decision> Decisions => Emissions.Select(e => e.Emission).OfType<Emission.Decided>().Select(d => d.Decision);

    public IEnumerable<TimelineEvent> Timeline => Emissions.Select(e => e.Emission).OfType<Emission.IncidentChanged>().Select(i => i.Line);

    /// <summary>Feeds the same inputs to a fresh Core: law 3 says that it answers the same.</summary>
    public bool ReplaysIdentically()
    {
        var brain = new Brain(Configuration);
        var again = new List<Emission>();
        foreach (var input in Inputs)
        {
            again.AddRange(brain.Step(input));
        }

        return again.Select(Fingerprint).SequenceEqual(Emissions.Select(e => Fingerprint(e.Emission)));
    }

    private static string Fingerprint(Emission emission) => emission switch
    {
        Emission.Decided d => System.FormattableString.Invariant(
            $"{d.Decision.Id} {d.Decision.P:R} {d.Decision.PStar:R} {d.Decision.Sigma:R} {d.Decision.TvlUsd:R} {d.Decision.CostFalseUsd:R} {d.Decision.CostTrueUsd:R} {d.Decision.Sentence}"),
        Emission.IncidentChanged i => $"{i.Line}",
        Emission.Believed b => System.FormattableString.Invariant($"{b.Block} {b.Belief.Scope} {b.Belief.LogOdds:R} {b.Belief.PHigh:R} {b.Belief.Coverage:R} {b.PStar:R}"),
        Emission.Judged j => $"{j.Block} {j.Verdict}",
        Emission.ActionRequested a => a.Action.Id.ToString(),
        Emission.Halted h => h.Reason,
        _ => throw new ArgumentOutOfRangeException(nameof(emission), emission.GetType().Name, "unknown emission"),
    };
}
