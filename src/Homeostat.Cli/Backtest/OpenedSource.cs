using Homeostat.Engine.Archive;
using Homeostat.Engine.Backtest;
using Homeostat.Engine.Files.Protocols;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli.Backtest;

/// <summary>Where a backtest reads from, and what has to be closed after it.</summary>
internal sealed class OpenedSource : IAsyncDisposable
{
    private readonly Func<int> _calls;
    private readonly Func<ValueTask> _close;

    private OpenedSource(IRangeSource source, Func<int> calls, Func<ValueTask> close) => (Source, _calls, _close) = (source, calls, close);

    public IRangeSource Source { get; }

    /// <summary>Requests to a node so far.</summary>
    public int Calls => _calls();

    /// <exception cref="UsageException">No URL, or the node does not have the range.</exception>
    public static async Task<OpenedSource> OfNodeAsync(string url, ProtocolDocument protocol, BlockRange range, CancellationToken cancellation)
    {
        // The URL may hold an API key: it is never repeated.
        if (!Uri.TryCreate(url, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new UsageException("--rpc is no URL that begins with http:// or https://.");
        }

        var transport = new HttpRpcTransport(endpoint, RpcTransportOptions.Default);
        try
        {
            var client = new EthereumClient(transport);
            var head = await client.BlockNumberAsync(cancellation).ConfigureAwait(false);
            if (head < range.Last)
            {
                throw new UsageException($"--to {range.Last} is above the node's newest block, {head}.");
            }

            var source = new RpcRangeSource(client, BacktestRun.FilterOf(protocol), RangeOptions.Default, TimeProvider.System);
            return new OpenedSource(source, () => source.Calls, transport.DisposeAsync);
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="UsageException">It is no archive that can be read.</exception>
    public static OpenedSource OfArchive(string path)
    {
        try
        {
            var archive = ArchiveReader.Open(path);
            return new OpenedSource(new ArchiveRangeSource(archive), () => 0, () =>
            {
                archive.Dispose();
                return ValueTask.CompletedTask;
            });
        }
        catch (Exception e) when (e is ArchiveException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--archive {path}: {e.Message}");
        }
    }

    public ValueTask DisposeAsync() => _close();
}
