using Homeostat.Ethereum;

namespace Homeostat.Engine.Ingestion.Pending;

/// <param name="Endpoint">Who announced the first of them.</param>
internal sealed record PendingBatch(IReadOnlyList<Hash32> Hashes, string Endpoint);

/// <summary>Announced transactions that wait to be looked at: each once, the newest when there are too many.</summary>
internal sealed class PendingQueue
{
    private const int MaxWaiting = 4096;
    private const int MaxRemembered = 65_536;

    private readonly Lock _gate = new();
    private readonly Queue<(Hash32 Hash, string Endpoint)> _waiting = new();
    private readonly HashSet<Hash32> _remembered = [];
    private readonly Queue<Hash32> _order = new();
    private TaskCompletionSource _arrived = new();

    /// <summary>True when another had to make way.</summary>
    public bool Add(Hash32 hash, string endpoint)
    {
        bool isFull;
        TaskCompletionSource arrived;
        lock (_gate)
        {
            if (!Remember(hash))
            {
                return false;
            }

            isFull = _waiting.Count == MaxWaiting;
            if (isFull)
            {
                _waiting.Dequeue();
            }

            _waiting.Enqueue((hash, endpoint));
            arrived = _arrived;
        }

        arrived.TrySetResult();
        return isFull;
    }

    /// <summary>What waits, oldest first, at least one.</summary>
    public async Task<PendingBatch> TakeAsync(int most, CancellationToken cancellation)
    {
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    var endpoint = _waiting.Peek().Endpoint;
                    return new PendingBatch([.. Enumerable.Range(0, Math.Min(most, _waiting.Count)).Select(_ => _waiting.Dequeue().Hash)], endpoint);
                }

                if (_arrived.Task.IsCompleted)
                {
                    _arrived = new TaskCompletionSource();
                }

                arrived = _arrived.Task;
            }

            await arrived.OrCancelledAsync(cancellation).ConfigureAwait(false);
        }
    }

    private bool Remember(Hash32 hash)
    {
        if (!_remembered.Add(hash))
        {
            return false;
        }

        _order.Enqueue(hash);
        if (_order.Count > MaxRemembered)
        {
            _remembered.Remove(_order.Dequeue());
        }

        return true;
    }
}
