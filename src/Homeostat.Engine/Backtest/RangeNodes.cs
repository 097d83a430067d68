using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>The nodes that a range is read from. The one that answered last is asked first. Safe for concurrent use.</summary>
internal sealed class RangeNodes
{
    private readonly IReadOnlyList<EthereumClient> _clients;
    private int _first;
    private int _calls;

    public RangeNodes(IReadOnlyList<EthereumClient> clients)
    {
        ArgumentOutOfRangeException.ThrowIfZero(clients.Count);
        _clients = clients;
    }

    public int Count => _clients.Count;

    /// <summary>Requests sent so far; a batch is one.</summary>
    public int Calls => _calls;

    /// <summary>Where to begin with a question.</summary>
    public int First => Volatile.Read(ref _first);

    /// <summary>The node that is asked at an attempt, and the next at the next.</summary>
    public EthereumClient this[int attempt] => _clients[attempt % _clients.Count];

    public void Called() => Interlocked.Increment(ref _calls);

    public void Answered(int attempt) => Volatile.Write(ref _first, attempt % _clients.Count);
}
