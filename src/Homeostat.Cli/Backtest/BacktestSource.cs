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

    /// <summary>How the blocks are checked: a choice of --verify, or archive.</summary>
    public required string Verify { get; init; }

    /// <exception cref="UsageException">Neither or both are named, or the range is not there.</exception>
    public static async Task<BacktestSource> OpenAsync(
        string[] rpc, string? archive, VerifyOption verify, LogFilter filter, BlockRange range, TextWriter error, CancellationToken cancellation) => (rpc, archive) switch
    {
        ([], { } path) when verify.IsGiven => throw new UsageException($"--verify is about nodes; the blocks of {path} were checked when they were recorded."),
        ([], { } path) => OfArchive(path, filter),
        ([_, ..], null) => await OfNodesAsync(rpc, verify, filter, range, error, cancellation).ConfigureAwait(false),
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
            return new BacktestSource(new ArchiveRangeSource(reader, filter), [], reader) { Verify = "archive" };
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static async Task<BacktestSource> OfNodesAsync(
        string[] urls, VerifyOption verify, LogFilter filter, BlockRange range, TextWriter error, CancellationToken cancellation)
    {
        IRpcTransport[] transports = [.. urls.Select(Endpoint).Select(url => new HttpRpcTransport(url, RpcTransportOptions.Default))];
        try
        {
            var nodes = await BacktestNodes.FindAsync([.. transports.Select(t => new EthereumClient(t))], range, error, cancellation).ConfigureAwait(false);
            var options = verify.Against is null ? RangeOptions.Default : RangeOptions.Checked;
            var blocks = new RpcRangeSource(nodes, filter, verify.Against, options, TimeProvider.System);
            return new BacktestSource(blocks, transports, null) { Verify = verify.Written ?? VerifyOption.Bloom };
        }
        catch
        {
            foreach (var transport in transports)
            {
                await transport.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    // The URL may hold an API key: it is never repeated.
    private static Uri Endpoint(string url) => Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
        ? endpoint
        : throw new UsageException("--rpc is no URL that begins with http:// or https://.");
}
