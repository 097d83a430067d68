using System.Globalization;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Cli.Record;

/// <summary>The nodes that a user names.</summary>
internal static class RecordEndpoints
{
    /// <exception cref="UsageException">One of them is no URL of a node.</exception>
    public static IReadOnlyList<EndpointOptions> Of(string[] urls) =>
        [.. urls.Select((url, i) => Endpoint(url, string.Create(CultureInfo.InvariantCulture, $"rpc-{i + 1}")))];

    /// <summary>What the first node says of its chain, which the others must say too.</summary>
    /// <exception cref="UsageException">The range is not there yet.</exception>
    public static async Task<ulong> ChainIdAsync(IReadOnlyList<EndpointOptions> endpoints, BlockRange range, CancellationToken cancellation)
    {
        var transport = await new EndpointConnector().ConnectAsync(endpoints[0], cancellation).ConfigureAwait(false);
        await using var _ = transport.ConfigureAwait(false);
        var client = new EthereumClient(transport);
        var head = await client.BlockNumberAsync(cancellation).ConfigureAwait(false);
        return head < range.Last
            ? throw new UsageException($"--to {range.Last} is above the node's newest block, {head}.")
            : await client.ChainIdAsync(cancellation).ConfigureAwait(false);
    }

    private static EndpointOptions Endpoint(string url, string slug) => NodeUrl.TryRead(url, slug)
        ?? throw new UsageException("--rpc is no URL that begins with http://, https://, ws:// or wss://.");
}
