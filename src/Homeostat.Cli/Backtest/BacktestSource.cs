using Homeostat.Engine.Archive;
using Homeostat.Engine.Backtest;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli.Backtest;

/// <summary>Where a backtest's blocks come from: nodes or an archive.</summary>
internal sealed class BacktestSource : IAsyncDisposable
{
    private readonly IReadOnlyList<IRpcTransport> _transports;
    private readonly ArchiveReader? _archive;

    private BacktestSource(IRangeSource blocks, IReadOnlyList<IRpcTransport> transports, ArchiveReader? archive) =>
        (Blocks, _transports, _archive) = (blocks, transports, archive);

    public IRangeSource Blocks { get; }

    /// <summary>Requests sent to nodes.</summary>
    public int Calls => Blocks is RpcRangeSource nodes ? nodes.Calls : 0;

    /// <summary>Nothing is held against the blocks' headers.</summary>
    public bool IsBelieved { get; private init; }

    /// <exception cref="UsageException">Neither or both are named, or the range is not there.</exception>
    public static async Task<BacktestSource> OpenAsync(
        string[] rpc, string? archive, VerifyOption verify, LogFilter filter, BlockRange range, CancellationToken cancellation) => (rpc, archive) switch
    {
        ([], { } path) when verify.IsGiven => throw new UsageException($"--verify is about nodes; the blocks of {path} were checked when they were recorded."),
        ([], { } path) => OfArchive(path, filter),
        ([_, ..], null) => await OfNodesAsync(rpc, verify, filter, range, cancellation).ConfigureAwait(false),
        _ => throw new UsageException("Name a node with --rpc URL, or an archive with --archive FILE."),
    };

    public async ValueTask DisposeAsync()
    {
        _archive?.Dispose();
        foreach (var transport in _transports)
        {
            await transport.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static BacktestSource OfArchive(string path, LogFilter filter)
    {
        var reader = ArchiveFiles.Open(path);
        try
        {
            return new BacktestSource(new ArchiveRangeSource(reader, filter), [], reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static async Task<BacktestSource> OfNodesAsync(string[] urls, VerifyOption verify, LogFilter filter, BlockRange range, CancellationToken cancellation)
    {
        IRpcTransport[] transports = [.. urls.Select(Endpoint).Select(url => new HttpRpcTransport(url, RpcTransportOptions.Default))];
        EthereumClient[] nodes = [.. transports.Select(t => new EthereumClient(t))];
        var options = verify.Against is null ? RangeOptions.Default : RangeOptions.Checked;
        var source = new BacktestSource(new RpcRangeSource(nodes, filter, verify.Against, options, TimeProvider.System), transports, null)
        {
            IsBelieved = verify.Against is null,
        };
        try
        {
            await RequireOneChainAsync(nodes, cancellation).ConfigureAwait(false);
            await RequireRangeAsync(nodes, range, cancellation).ConfigureAwait(false);
            return source;
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A node of another chain would pass for a liar, or worse.</summary>
    private static async Task RequireOneChainAsync(EthereumClient[] nodes, CancellationToken cancellation)
    {
        if (nodes.Length == 1)
        {
            return;
        }

        var chains = new List<ulong>();
        foreach (var node in nodes)
        {
            chains.Add(await node.ChainIdAsync(cancellation).ConfigureAwait(false));
        }

        if (chains.Distinct().Count() > 1)
        {
            throw new UsageException($"--rpc names nodes of the chains {string.Join(", ", chains)}; they must be of one.");
        }
    }

    private static async Task RequireRangeAsync(EthereumClient[] nodes, BlockRange range, CancellationToken cancellation)
    {
        var head = await nodes[0].BlockNumberAsync(cancellation).ConfigureAwait(false);
        for (var i = 1; head < range.Last && i < nodes.Length; i++)
        {
            head = await nodes[i].BlockNumberAsync(cancellation).ConfigureAwait(false);
        }

        if (head < range.Last)
        {
            throw new UsageException($"--to {range.Last} is above the node's newest block, {head}.");
        }
    }

    // The URL may hold an API key: it is never repeated.
    private static Uri Endpoint(string url) => Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
        ? endpoint
        : throw new UsageException("--rpc is no URL that begins with http:// or https://.");
}
