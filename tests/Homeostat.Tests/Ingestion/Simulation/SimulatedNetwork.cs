using Homeostat.Engine.Ingestion;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ingestion.Simulation;

/// <summary>
/// A chain, its endpoints, a pool and a follower in one thread and in virtual time: the same seed gives the same run.
/// </summary>
internal sealed class SimulatedNetwork
{
    public static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(1);

    private readonly List<(ScriptedNode Node, EndpointOptions Options)> _endpoints = [];
    private readonly int _seed;

    public SimulatedNetwork(int seed)
    {
        _seed = seed;
        Chain = new ScriptedChain(seed) { Changed = () => _endpoints.ForEach(e => e.Node.ChainChanged()) };
        Random = new Random(seed ^ 0x5eed);
    }

    public VirtualTime Time { get; } = new();

    public ScriptedChain Chain { get; }

    public Random Random { get; }

    public IReadOnlyList<ScriptedNode> Nodes => [.. _endpoints.Select(e => e.Node)];

    public FollowerOptions Options { get; set; } = new(new LogFilter(), BlockTime, ulong.MaxValue);

    public FollowPosition Start { get; set; } = FollowPosition.From(new Homeostat.Ethereum.BlockNumber(0));

    public ScriptedNode Add(ScriptedNode node, EndpointKind kind, int weight, double requestsPerSecond = EndpointOptions.MaxRequestsPerSecond)
    {
        _endpoints.Add((node, new EndpointOptions(node.Slug, new Uri("http://scripted"), kind)
        {
            Weight = weight,
            Timeout = TimeSpan.FromSeconds(2),
            RequestsPerSecond = requestsPerSecond,
        }));
        return node;
    }

    public ScriptedNode Add(string slug, EndpointKind kind, int weight) => Add(new ScriptedNode(slug, Chain, Time, _seed + _endpoints.Count), kind, weight);

    public void At(double seconds, Action action) => Time.After(TimeSpan.FromSeconds(seconds), action);

    public EndpointPool Pool(IIngestionObserver observer) => Pool(observer, IngestionMetrics.Unread("scripted"));

    public EndpointPool Pool(IIngestionObserver observer, IngestionMetrics metrics) => new(
        new PoolOptions("scripted", ScriptedNode.ChainId) { Seed = _seed, Patience = TimeSpan.FromSeconds(10) },
        [.. _endpoints.Select(e => e.Options)],
        new ScriptedConnector(Nodes),
        Time,
        metrics,
        observer);

    /// <summary>Mines a block each block time.</summary>
    public void MineEvery(int blocks)
    {
        for (var i = 1; i <= blocks; i++)
        {
            At(i * BlockTime.TotalSeconds, () => Chain.Mine(1));
        }
    }

    /// <summary>
    /// Follows until what stands is the true chain and the condition holds. Fails with the last events when that does not
    /// come about in time, or when following ends by itself.
    /// </summary>
    public Witness Run(double after, double limit) => Run(after, limit, new Witness(Chain, new LogInterest(Options.Filter), Start.Recent));

    /// <param name="witness">Of an earlier run, which this one continues.</param>
    public Witness Run(double after, double limit, Witness witness)
    {
        var running = Follow(witness, out var cancellation);
        var isDone = Time.RunUntil(
            () => running.IsCompleted || (Time.Elapsed.TotalSeconds >= after && witness.Tip?.Hash == Chain.Head.Hash && !witness.HasGap),
            TimeSpan.FromSeconds(limit));
        End(running, cancellation);
        Assert.True(
            isDone && running.IsCanceled,
            $"seed {_seed}: delivered up to {witness.Tip?.Number}, the head is {Chain.Head.Number}, done {isDone}, {running.Status}, {running.Exception?.GetBaseException()}\n{string.Join('\n', witness.Events.TakeLast(30))}");
        return witness;
    }

    /// <summary>Follows until the condition holds and breaks off there.</summary>
    public Witness RunUntil(Func<Witness, bool> condition, double limit)
    {
        var witness = new Witness(Chain, new LogInterest(Options.Filter), Start.Recent);
        var running = Follow(witness, out var cancellation);
        Assert.True(Time.RunUntil(() => running.IsCompleted || condition(witness), TimeSpan.FromSeconds(limit)));
        End(running, cancellation);
        return witness;
    }

    /// <summary>Follows until it ends by itself, and says how.</summary>
    public Exception RunToItsEnd(double limit)
    {
        var running = Follow(new Witness(Chain, new LogInterest(Options.Filter), Start.Recent), out var cancellation);
        Time.RunUntil(() => running.IsCompleted, TimeSpan.FromSeconds(limit));
        Assert.True(running.IsFaulted, $"seed {_seed}: following goes on");
        cancellation.Dispose();
        return running.Exception!.GetBaseException();
    }

    private Task Follow(Witness witness, out CancellationTokenSource cancellation)
    {
        // Continuations must run where they are completed, and a test runner's context would send them elsewhere.
        SynchronizationContext.SetSynchronizationContext(null);
        var pool = Pool(witness);
        cancellation = new CancellationTokenSource();
        return new ChainFollower(pool, Options, Time, IngestionMetrics.Unread("scripted"), witness).RunAsync(Start, witness, cancellation.Token);
    }

    private void End(Task running, CancellationTokenSource cancellation)
    {
        cancellation.Cancel();
        Time.RunUntil(() => running.IsCompleted, TimeSpan.FromMinutes(10));
        cancellation.Dispose();
    }
}
