using System.Globalization;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli.Backtest;

/// <summary>The nodes of a backtest that are there when it begins, all of one chain.</summary>
internal static class BacktestNodes
{
    /// <exception cref="UsageException">They are of several chains, or none has the range.</exception>
    /// <exception cref="EthereumRpcException">None of them answers.</exception>
    public static async Task<IReadOnlyList<EthereumClient>> FindAsync(
        IReadOnlyList<EthereumClient> named, BlockRange range, TextWriter error, CancellationToken cancellation)
    {
        var nodes = new List<EthereumClient>();
        var chains = new HashSet<ulong>();
        BlockNumber head = default;
        for (var i = 0; i < named.Count; i++)
        {
            try
            {
                var its = await named[i].BlockNumberAsync(cancellation).ConfigureAwait(false);
                if (named.Count > 1)
                {
                    // A node of another chain would pass for a liar, or worse.
                    chains.Add(await named[i].ChainIdAsync(cancellation).ConfigureAwait(false));
                }

                head = its > head ? its : head;
                nodes.Add(named[i]);
            }
            catch (EthereumRpcException e) when (nodes.Count > 0 || i + 1 < named.Count)
            {
                // By its number: the URL may hold an API key.
                var text = string.Create(CultureInfo.InvariantCulture, $"--rpc number {i + 1} is not asked: {e.Message}");
                await error.WriteLineAsync(Printable.Line(text)).ConfigureAwait(false);
            }
        }

        return chains.Count > 1 ? throw new UsageException($"--rpc names nodes of the chains {string.Join(", ", chains)}; they must be of one.")
            : head < range.Last ? throw new UsageException($"--to {range.Last} is above the node's newest block, {head}.")
            : nodes;
    }
}
