using System.Text.Json.Nodes;

namespace Homeostat.Ethereum.Rpc;

public sealed partial class EthereumClient
{
    /// <summary>All frames of a block's transactions by Geth's callTracer. Not every node offers it.</summary>
    public async Task<IReadOnlyList<InternalCall>> DebugTraceBlockAsync(Hash32 block, CancellationToken cancellationToken) =>
        await QueryAsync(new("debug_traceBlockByHash", block.ToString(), CallTracer()), CallTraceJson.ReadBlock, cancellationToken).ConfigureAwait(false);

    /// <summary>The same by number. Warning: after a reorganisation the number is another block's.</summary>
    public async Task<IReadOnlyList<InternalCall>> DebugTraceBlockAsync(BlockNumber block, CancellationToken cancellationToken) =>
        await QueryAsync(new("debug_traceBlockByNumber", BlockTag.At(block).ToJson(), CallTracer()), CallTraceJson.ReadBlock, cancellationToken).ConfigureAwait(false);

    /// <summary>The same in Parity's format, which Erigon, Nethermind and Reth offer. The same warning.</summary>
    public async Task<IReadOnlyList<InternalCall>> TraceBlockAsync(BlockNumber block, CancellationToken cancellationToken) =>
        await QueryAsync(new("trace_block", BlockTag.At(block).ToJson()), FlatTraceJson.ReadBlock, cancellationToken).ConfigureAwait(false);

    private static JsonObject CallTracer() => new() { ["tracer"] = "callTracer" };
}
