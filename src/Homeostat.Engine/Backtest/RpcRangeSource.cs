using System.Runtime.CompilerServices;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>
/// Reads a range from nodes with a few requests in flight. What is refused, too large or wrong is asked of the next node and
/// then again in halves, down to single blocks; a block that stays unreadable, or does not stand up to its header, is a
/// failed look. Nodes that cannot be reached at all end the reading with their error.
/// </summary>
public sealed class RpcRangeSource : IRangeSource
{
    // A batch that one dense range made large is not kept for the sparse ones that follow.
    private const int MaxKeptBytes = 32 * 1024 * 1024;

    private readonly Stack<LogBatch> _batches = new();
    private readonly RangeOptions _options;
    private readonly TimeProvider _time;
    private readonly RangeNodes _nodes;
    private readonly RangeQuestion _question;
    private readonly RangePacer _pacer;
    private int _lostInARow;

    /// <param name="nodes">Of one chain.</param>
    /// <param name="filter">The same for the whole range.</param>
    /// <param name="verification">Against what of its header a block is checked; null for nodes that are believed.</param>
    public RpcRangeSource(
        IReadOnlyList<EthereumClient> nodes, LogFilter filter, LogVerification? verification, RangeOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _nodes = new RangeNodes(nodes);
        _question = new RangeQuestion(_nodes, filter, verification);
        _pacer = new RangePacer(options);
    }

    /// <summary>Requests sent so far; a batch is one.</summary>
    public int Calls => _nodes.Calls;

    public async IAsyncEnumerable<RangePart> ReadAsync(BlockRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var flying = new Queue<Task<RangeDraft>>();
        var links = new LinkJudge();
        BlockNumber? next = range.First;
        try
        {
            while (true)
            {
                while (next is { } first && flying.Count < _options.InFlight)
                {
                    var chunk = Chunk(first, range.Last);
                    flying.Enqueue(FetchAsync(chunk, Rent(), stop.Token));
                    next = chunk.Last == range.Last ? null : chunk.Last + 1;
                }

                if (!flying.TryDequeue(out var oldest))
                {
                    yield break;
                }

                var part = await oldest.ConfigureAwait(false);
                links.Judge(part);
                yield return part.ToPart();
                Return(part.Logs);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(flying.AsEnumerable<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private BlockRange Chunk(BlockNumber first, BlockNumber last)
    {
        var wanted = (ulong)_pacer.Blocks - 1;
        return new BlockRange(first, last - first <= wanted ? last : first + wanted);
    }

    private async Task<RangeDraft> FetchAsync(BlockRange range, LogBatch logs, CancellationToken cancellation)
    {
        var draft = new RangeDraft(range, logs);
        await FetchAsync(range, draft, cancellation).ConfigureAwait(false);
        return draft;
    }

    private async Task FetchAsync(BlockRange range, RangeDraft into, CancellationToken cancellation)
    {
        if (range.Count == 1)
        {
            await LookAsync(range, into, cancellation).ConfigureAwait(false);
            return;
        }

        var first = _nodes.First;
        var wasLost = false;
        for (var attempt = 0; attempt < _nodes.Count; attempt++)
        {
            try
            {
                await AskAsync(first + attempt, range, into, cancellation).ConfigureAwait(false);
                return;
            }
            catch (EthereumRpcException e)
            {
                // Refused or wrong: whatever is behind it, smaller questions tell.
                wasLost |= e is RpcTransportException;
            }
        }

        if (wasLost)
        {
            // Not answered in time, or not reached: smaller and not at once.
            await Task.Delay(_options.FirstDelay, _time, cancellation).ConfigureAwait(false);
        }

        _pacer.Failed(range.Count);
        var middle = range.First + ((range.Count / 2) - 1);
        await FetchAsync(new BlockRange(range.First, middle), into, cancellation).ConfigureAwait(false);
        await FetchAsync(new BlockRange(middle + 1, range.Last), into, cancellation).ConfigureAwait(false);
    }

    /// <summary>The smallest question there is, asked a few times, of each node in turn.</summary>
    private async Task LookAsync(BlockRange block, RangeDraft into, CancellationToken cancellation)
    {
        var first = _nodes.First;
        var attempts = Math.Max(_options.Attempts, _nodes.Count);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AskAsync(first + attempt - 1, block, into, cancellation).ConfigureAwait(false);
                return;
            }
            catch (EthereumRpcException e) when (attempt == attempts)
            {
                if (e is RpcTransportException && Interlocked.Increment(ref _lostInARow) >= _options.MaxLostInARow)
                {
                    throw;
                }

                into.Failed(block, e.Message);
                return;
            }
            catch (EthereumRpcException) when (attempt < _nodes.Count)
            {
                // Another node may know better, and at once.
            }
            catch (EthereumRpcException)
            {
                await Task.Delay(_options.FirstDelay * (1 << (attempt - _nodes.Count)), _time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task AskAsync(int node, BlockRange range, RangeDraft into, CancellationToken cancellation)
    {
        var count = await _question.AskAsync(node, range, into, cancellation).ConfigureAwait(false);
        _nodes.Answered(node);
        Interlocked.Exchange(ref _lostInARow, 0);
        _pacer.Succeeded(range.Count, count);
    }

    private LogBatch Rent() => _batches.TryPop(out var batch) ? batch : new LogBatch();

    private void Return(LogBatch batch)
    {
        if (batch.ByteCount <= MaxKeptBytes)
        {
            batch.Clear();
            _batches.Push(batch);
        }
    }
}
