using Homeostat.Core.Chain;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Traces;

/// <summary>Reads the internal calls of blocks, by whichever method the endpoints offer.</summary>
/// <param name="method">As <see cref="CapabilityProbe"/> found it.</param>
public sealed class CallTraces(EndpointPool pool, TraceMethod method)
{
    /// <summary>All frames of the block's transactions, each before its children.</summary>
    /// <exception cref="NotSupportedException">No endpoint offers traces.</exception>
    /// <exception cref="NoAnswerException">No endpoint traced this block.</exception>
    public async Task<IReadOnlyList<InternalCall>> ReadAsync(BlockRef block, CancellationToken cancellation)
    {
        if (method == TraceMethod.None)
        {
            throw new NotSupportedException($"network '{pool.Options.Network}': no endpoint offers traces");
        }

        var question = new Question<IReadOnlyList<InternalCall>?>(
            $"the calls of block {block.Number}", (client, token) => AskAsync(client, method, new BlockNumber(block.Number), block.Hash, token))
        {
            Method = NameOf(method),
            Judge = calls => calls is null ? new Finding(FaultKind.UnknownBlock, $"block {block.Number} is not {block.Hash} there") : null,
        };
        return (await pool.AskAsync(question, cancellation).ConfigureAwait(false)).Value!;
    }

    internal static string NameOf(TraceMethod method) => method switch
    {
        TraceMethod.DebugByHash => "debug_traceBlockByHash",
        TraceMethod.DebugByNumber => "debug_traceBlockByNumber",
        _ => "trace_block",
    };

    /// <summary>Null when the height has another block afterwards.</summary>
    internal static async Task<IReadOnlyList<InternalCall>?> AskAsync(
        EthereumClient client, TraceMethod method, BlockNumber number, Hash32 hash, CancellationToken cancellation)
    {
        if (method == TraceMethod.DebugByHash)
        {
            return await client.DebugTraceBlockAsync(hash, cancellation).ConfigureAwait(false);
        }

        var calls = method == TraceMethod.DebugByNumber
            ? await client.DebugTraceBlockAsync(number, cancellation).ConfigureAwait(false)
            : await client.TraceBlockAsync(number, cancellation).ConfigureAwait(false);
        var after = await client.GetBlockByNumberAsync(number, cancellation).ConfigureAwait(false);
        return after?.Header.Hash == hash ? calls : null;
    }
}
