using System.Text;
using System.Text.Json.Nodes;
using Homeostat.Engine.Ingestion;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ingestion.Simulation;

/// <summary>
/// One endpoint in memory. It sees the chain with a delay, answers with another, and has one ailment at a time. Its
/// answers are JSON and go through the real readers.
/// </summary>
internal sealed partial class ScriptedNode
{
    public const ulong ChainId = 7;
    public const int SafeDepth = 4;
    public const int FinalizedDepth = 8;

    private readonly ScriptedChain _chain;
    private readonly VirtualTime _time;
    private readonly Random _random;
    private readonly List<Connection> _connections = [];
    private readonly Dictionary<Hash32, ScriptedBlock> _known = [];
    private IReadOnlyList<ScriptedBlock> _view;

    public ScriptedNode(string slug, ScriptedChain chain, VirtualTime time, int seed)
    {
        Slug = slug;
        _chain = chain;
        _time = time;
        _random = new Random(seed);
        _view = [];
        Adopt(chain.Canonical);
    }

    public string Slug { get; }

    public Ailment Ailment { get; private set; }

    public int Requests { get; private set; }

    /// <summary>How long after a change of the chain this node sees it.</summary>
    public TimeSpan Propagation { get; init; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Announces each new head so many times.</summary>
    public int Announcements { get; init; } = 1;

    /// <summary>Forgets blocks that left its chain, as anvil does and geth does not.</summary>
    public bool ForgetsOrphans { get; init; }

    public void ChainChanged()
    {
        var seen = _chain.Canonical;
        _time.After(Propagation, () =>
        {
            if (Ailment != Ailment.Lagging && _chain.Canonical == seen)
            {
                Adopt(seen);
            }
        });
    }

    public void Suffer(Ailment ailment)
    {
        Ailment = ailment;
        if (ailment is Ailment.Disconnected or Ailment.WrongChainId)
        {
            // Another chain behind the same address means another process.
            foreach (var connection in _connections.ToList())
            {
                connection.Break();
            }
        }
        else if (ailment == Ailment.None)
        {
            Adopt(_chain.Canonical);
        }
    }

    public async Task<IRpcTransport> ConnectAsync(bool isPersistent, CancellationToken cancellation)
    {
        await _time.DelayAsync(Latency, cancellation).ConfigureAwait(false);
        if (Ailment == Ailment.Disconnected)
        {
            throw new RpcTransportException("connection refused");
        }

        var connection = new Connection(this, isPersistent);
        _connections.Add(connection);
        return connection;
    }

    private void Adopt(IReadOnlyList<ScriptedBlock> canonical)
    {
        if (ReferenceEquals(canonical, _view))
        {
            return;
        }

        var isNew = _view.Count == 0 || canonical[^1] != _view[^1];
        if (ForgetsOrphans)
        {
            _known.Clear();
        }

        _view = canonical;
        foreach (var block in canonical)
        {
            _known[block.Hash] = block;
        }

        if (isNew && Ailment != Ailment.Silent)
        {
            foreach (var connection in _connections.ToList())
            {
                connection.Announce(Header(canonical[^1]));
            }
        }
    }

    private string Header(ScriptedBlock block) => Ailment == Ailment.WrongHash
        ? ScriptedBlock.HeaderJson(block.Header with { Timestamp = block.Header.Timestamp + 1 })
        : block.Json;

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(RpcRequest request, CancellationToken cancellation)
    {
        Requests++;
        await _time.DelayAsync(Ailment == Ailment.Slow ? TimeSpan.FromMinutes(5) : Latency, cancellation).ConfigureAwait(false);
        switch (Ailment)
        {
            case Ailment.Disconnected:
                throw new RpcTransportException("connection reset");
            case Ailment.RateLimitedByStatus:
                throw new RpcTransportException("HTTP 429") { Fault = RpcTransportFault.RateLimited, RetryAfter = TimeSpan.FromSeconds(3) };
            case Ailment.RateLimitedByCode:
                throw new RpcException(-32005, "limit exceeded", null);
            case Ailment.Oversized when request.Method != "eth_chainId":
                throw new RpcMalformedException("The answer is larger than 1024 bytes.") { IsOversized = true };
            case Ailment.Refused when request.Method != "eth_chainId":
                throw new RpcException(-32603, "internal error", null);
            case Ailment.Malformed:
                return "{\"hash\":"u8.ToArray();
            default:
                return Encoding.UTF8.GetBytes(Result(request));
        }
    }

    private string Result(RpcRequest request) => request.Method switch
    {
        "eth_chainId" => Ailment == Ailment.WrongChainId ? "\"0x8\"" : "\"0x7\"",
        "eth_blockNumber" => $"\"{((UInt256)_view[^1].Number).ToQuantity()}\"",
        "eth_getBlockByNumber" => ByNumber(request.Parameters[0]!.GetValue<string>()) is { } block ? Header(block) : "null",
        "eth_getBlockByHash" => ByHash(request.Parameters[0]) is { } block ? Header(block) : "null",
        "eth_getBlockReceipts" => ByHash(request.Parameters[0]) is { } block ? Receipts(block) : "null",
        "eth_getLogs" => Logs(request.Parameters[0]!.AsObject()),
        "eth_sendRawTransaction" => throw new RpcException(-32000, "already known", null),
        "eth_call" => throw new RpcException(3, "execution reverted", "\"0x\""),
        _ => throw new RpcException(-32601, $"the method {request.Method} does not exist", null),
    };

    private ScriptedBlock? ByNumber(string tag)
    {
        if (Depth(tag) is { } depth)
        {
            return depth < _view.Count ? _view[^(1 + depth)] : null;
        }

        var number = (ulong)UInt256.Parse(tag);
        return number < (ulong)_view.Count && Ailment != Ailment.UnknownBlock ? _view[(int)number] : null;
    }

    private static int? Depth(string tag) => tag switch
    {
        "latest" => 0,
        "safe" => SafeDepth,
        "finalized" => FinalizedDepth,
        _ => null,
    };

    private ScriptedBlock? ByHash(JsonNode? hash) =>
        Ailment == Ailment.UnknownBlock ? null : _known.GetValueOrDefault(Hash32.Parse(hash!.GetValue<string>()));
}
