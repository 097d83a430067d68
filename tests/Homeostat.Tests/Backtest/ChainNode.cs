using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using Homeostat.Tests.Ingestion.Simulation;

namespace Homeostat.Tests.Backtest;

/// <summary>
/// A node over a chain whose headers, filters and receipts are true. It answers in text, as a node does, and lies as a test
/// says: what it has of a block goes through the hooks.
/// </summary>
internal sealed class ChainNode(IReadOnlyList<ScriptedBlock> chain) : IRpcTransport
{
    /// <summary>The block as it is given at its height; null for one that is not known.</summary>
    public Func<ScriptedBlock, string?> Header { get; init; } = block => block.Json;

    public Func<ScriptedBlock, IEnumerable<Log>> Logs { get; init; } = block => block.AllLogs;

    /// <summary>Null for a node that does not offer them.</summary>
    public Func<ScriptedBlock, string>? Receipts { get; init; } = block => block.ReceiptsJson(omit: null);

    /// <summary>Every request, a batch's one by one.</summary>
    public ImmutableList<RpcRequest> Asked { get; private set; } = [];

    public Task<ReadOnlyMemory<byte>> SendAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        lock (chain)
        {
            Asked = Asked.Add(request);
        }

        try
        {
            return Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(Answer(request)));
        }
        catch (RpcException refusal)
        {
            return Task.FromException<ReadOnlyMemory<byte>>(refusal);
        }
    }

    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcRequest> requests, CancellationToken cancellationToken)
    {
        var replies = new List<RpcReply>();
        foreach (RpcRequest request in requests)
        {
            replies.Add(new RpcReply(await SendAsync(request, cancellationToken)));
        }

        return replies;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Answer(RpcRequest request) => request.Method switch
    {
        "eth_getBlockByNumber" => Find(Number(request.Parameters[0]!)) is { } block ? Header(block) ?? "null" : "null",
        "eth_getLogs" => LogsOf(request.Parameters[0]!.AsObject()),
        "eth_getBlockReceipts" when Receipts is { } receipts => Find(request.Parameters[0]!.GetValue<string>()) is { } block ? receipts(block) : "null",
        _ => throw new RpcException(-32601, $"the method {request.Method} does not exist", null),
    };

    private string LogsOf(JsonObject filter)
    {
        HashSet<Address> addresses = [.. (filter["address"] as JsonArray ?? []).Select(a => Address.Parse(a!.GetValue<string>()))];
        IEnumerable<ScriptedBlock> blocks = filter["blockHash"] is { } hash
            ? [Find(hash.GetValue<string>()) ?? throw new RpcException(-32000, "unknown block", null)]
            : chain.Where(b => b.Number >= Number(filter["fromBlock"]!) && b.Number <= Number(filter["toBlock"]!));
        return ScriptedBlock.LogsJson(blocks.SelectMany(Logs).Where(l => addresses.Count == 0 || addresses.Contains(l.Address)));
    }

    private ScriptedBlock? Find(ulong number) => chain.SingleOrDefault(b => b.Number == number);

    private ScriptedBlock? Find(string hash) => chain.SingleOrDefault(b => b.Hash == Hash32.Parse(hash));

    private static ulong Number(JsonNode quantity) => (ulong)UInt256.Parse(quantity.GetValue<string>());
}
