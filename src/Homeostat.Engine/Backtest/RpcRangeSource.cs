using System.Runtime.CompilerServices;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>
/// Reads a range from a node with a few requests in flight. What is refused, too large or wrong is asked for again in
/// halves, down to single blocks; a block that stays unreadable is a failed look. A node that cannot be reached at all ends
/// the reading with its error.
/// </summary>
/// <param name="filter">The same for the whole range.</param>
public sealed class RpcRangeSource(EthereumClient client, LogFilter filter, RangeOptions options, TimeProvider time) : IRangeSource
{
    // A batch that one dense range made large is not kept for the sparse ones that follow.
    private const int MaxKeptBytes = 32 * 1024 * 1024;

    private readonly Stack<LogBatch> _batches = new();
    private readonly RangePacer _pacer = new(options);
    private int _calls;
    private int _lostInARow;

    /// <summary>Requests sent so far.</summary>
    public int Calls => _calls;

    public async IAsyncEnumerable<RangePart> ReadAsync(BlockRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var flying = new Queue<Task<RangePart>>();
        BlockNumber? next = range.First;
        try
        {
            while (true)
            {
                while (next is { } first && flying.Count < options.InFlight)
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
                yield return part;
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

    private async Task<RangePart> FetchAsync(BlockRange range, LogBatch into, CancellationToken cancellation)
    {
        var failures = new List<FailedLook>();
        await FetchAsync(range, into, failures, cancellation).ConfigureAwait(false);
        return new RangePart(range, into, failures);
    }

    private async Task FetchAsync(BlockRange range, LogBatch into, List<FailedLook> failures, CancellationToken cancellation)
    {
        if (range.Count == 1)
        {
            await LookAsync(range, into, failures, cancellation).ConfigureAwait(false);
            return;
        }

        try
        {
            await AskAsync(range, into, cancellation).ConfigureAwait(false);
            return;
        }
        catch (RpcTransportException)
        {
            // Not answered in time, or not reached: smaller and not at once.
            await Task.Delay(options.FirstDelay, time, cancellation).ConfigureAwait(false);
        }
        catch (EthereumRpcException)
        {
            // Refused or wrong: whatever is behind it, smaller questions tell.
        }

        _pacer.Failed(range.Count);
        var middle = range.First + ((range.Count / 2) - 1);
        await FetchAsync(new BlockRange(range.First, middle), into, failures, cancellation).ConfigureAwait(false);
        await FetchAsync(new BlockRange(middle + 1, range.Last), into, failures, cancellation).ConfigureAwait(false);
    }

    /// <summary>The smallest question there is, asked a few times.</summary>
    private async Task LookAsync(BlockRange block, LogBatch into, List<FailedLook> failures, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AskAsync(block, into, cancellation).ConfigureAwait(false);
                return;
            }
            catch (EthereumRpcException e) when (attempt == options.Attempts)
            {
                if (e is RpcTransportException && Interlocked.Increment(ref _lostInARow) >= options.MaxLostInARow)
                {
                    throw;
                }

                failures.Add(new FailedLook(block, e.Message));
                return;
            }
            catch (EthereumRpcException)
            {
                await Task.Delay(options.FirstDelay * (1 << (attempt - 1)), time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task AskAsync(BlockRange range, LogBatch into, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        var before = into.Count;
        var count = await client.GetLogsAsync(range, filter, into, cancellation).ConfigureAwait(false);
        try
        {
            RangeAnswer.Check(into, before, range);
        }
        catch (RpcMalformedException)
        {
            into.TruncateTo(before);
            throw;
        }

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
