using Homeostat.Engine.Archive;
using Homeostat.Engine.Backtest;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli.Backtest;

/// <summary>Where a backtest's blocks come from: a node or an archive.</summary>
internal sealed class BacktestSource : IAsyncDisposable
{
    private readonly IAsyncDisposable? _transport;
    private readonly ArchiveReader? _archive;

    private BacktestSource(IRangeSource blocks, IAsyncDisposable? transport, ArchiveReader? archive) =>
        (Blocks, _transport, _archive) = (blocks, transport, archive);

    public IRangeSource Blocks { get; }

    /// <summary>Requests sent to a node.</summary>
    public int Calls => Blocks is RpcRangeSource node ? node.Calls : 0;

    /// <exception cref="UsageException">Neither or both are named, or the range is not there.</exception>
    public static async Task<BacktestSource> OpenAsync(string? rpc, string? archive, LogFilter filter, BlockRange range, CancellationToken cancellation) => (rpc, archive) switch
    {
        (null, { } path) => OfArchive(path, filter),
        ({ } url, null) => await OfNodeAsync(url, filter, range, cancellation).ConfigureAwait(false),
        _ => throw new UsageException("Name a node with --rpc URL, or an archive with --archive FILE."),
    };

    public ValueTask DisposeAsync()
    {
        _archive?.Dispose();
        return _transport?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private static BacktestSource OfArchive(string path, LogFilter filter)
    {
        var reader = ArchiveFiles.Open(path);
        try
        {
            return new BacktestSource(new ArchiveRangeSource(reader, filter), null, reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static async Task<BacktestSource> OfNodeAsync(string url, LogFilter filter, BlockRange range, CancellationToken cancellation)
    {
        var transport = new HttpRpcTransport(Endpoint(url), RpcTransportOptions.Default);
        var client = new EthereumClient(transport);
        try
        {
            var head = await client.BlockNumberAsync(cancellation).ConfigureAwait(false);
            if (head < range.Last)
            {
                throw new UsageException($"--to {range.Last} is above the node's newest block, {head}.");
            }

            return new BacktestSource(new RpcRangeSource(client, filter, RangeOptions.Default, TimeProvider.System), transport, null);
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // The URL may hold an API key: it is never repeated.
    private static Uri Endpoint(string url) => Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
        ? endpoint
        : throw new UsageException("--rpc is no URL that begins with http:// or https://.");
}
