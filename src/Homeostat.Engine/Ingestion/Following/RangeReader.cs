using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>
/// Reads runs of blocks: headers in one batch and their logs in one request, from one endpoint, so that both are of one
/// chain. The number of blocks shrinks by half when a request is refused or too large, and grows again.
/// </summary>
internal sealed class RangeReader(EndpointPool pool, BlockReader blocks, LogInterest interest, FollowerOptions options)
{
    private int _chunk = options.MaxChunk;

    /// <summary>Chunks in order, the next being read while the last is taken in; each is linked within itself.</summary>
    /// <param name="mayWait">Leaves half of the endpoints' rate to others.</param>
    public async IAsyncEnumerable<ImmutableArray<ReadBlock>> ReadAsync(
        BlockRange range, bool mayWait, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var next = ReadFromAsync(range.First, range.Last, mayWait, cancellation);
        while (true)
        {
            var chunk = await next.ConfigureAwait(false);
            var last = chunk[^1].Block.Ref.Number;
            if (last >= range.Last.Value)
            {
                yield return chunk;
                yield break;
            }

            next = ReadFromAsync(new BlockNumber(last + 1), range.Last, mayWait, cancellation);
            yield return chunk;
        }
    }

    private async Task<ImmutableArray<ReadBlock>> ReadFromAsync(BlockNumber first, BlockNumber last, bool mayWait, CancellationToken cancellation)
    {
        while (true)
        {
            if (mayWait)
            {
                await Task.WhenAll(pool.Endpoints.Select(e => e.YieldAsync(cancellation))).ConfigureAwait(false);
            }

            var count = Math.Min((ulong)_chunk, last.Value - first.Value + 1);
            if (count == 1)
            {
                _chunk = Math.Min(options.MaxChunk, _chunk * 2);
                return [await ReadOneAsync(first, cancellation).ConfigureAwait(false)];
            }

            var range = new BlockRange(first, first + (count - 1));
            try
            {
                var chunk = await ReadChunkAsync(range, cancellation).ConfigureAwait(false);
                _chunk = Math.Min(options.MaxChunk, _chunk * 2);
                return chunk;
            }
            catch (Exception e) when (e is NoAnswerException or RpcException)
            {
                _chunk = (int)Math.Max(1, count / 2);
            }
        }
    }

    /// <summary>By hash, so that no reorganisation can come between header and logs.</summary>
    private async Task<ReadBlock> ReadOneAsync(BlockNumber number, CancellationToken cancellation)
    {
        var answer = await blocks.HeaderAsync(number, cancellation).ConfigureAwait(false);
        return await blocks.ReadAsync(answer.Value, answer.Endpoint, cancellation).ConfigureAwait(false);
    }

    private async Task<ImmutableArray<ReadBlock>> ReadChunkAsync(BlockRange range, CancellationToken cancellation)
    {
        var question = new Question<RangeAnswer>($"blocks {range}", async (client, token) =>
        {
            var headers = await client.GetHeadersAsync(range, token).ConfigureAwait(false);
            var isWanted = options.Verification == LogVerification.Bloom && headers.Any(h => h is null || interest.MayBeIn(h.LogsBloom.Span));
            var logs = new LogBatch();
            if (isWanted)
            {
                await client.GetLogsAsync(range, interest.Filter, logs, token).ConfigureAwait(false);
            }

            // If the last block is still the same, no reorganisation came between headers and logs.
            var last = await client.GetBlockByNumberAsync(range.Last, token).ConfigureAwait(false);
            return new RangeAnswer(headers, logs, last?.Header.Hash != headers[^1]?.Hash);
        })
        { Judge = answer => Judge(range, answer) };
        var answer = await pool.AskAsync(question, cancellation).ConfigureAwait(false);
        var chunk = ImmutableArray.CreateBuilder<ReadBlock>(answer.Value.Headers.Count);
        var at = 0;
        foreach (var header in answer.Value.Headers)
        {
            var logs = answer.Value.LogsOf(header!.Number.Value, at);
            at += logs.Count;
            chunk.Add(await FinishAsync(header, logs, answer.Endpoint, cancellation).ConfigureAwait(false));
        }

        return chunk.MoveToImmutable();
    }

    /// <summary>What the range's answer leaves open is asked for block by block.</summary>
    private async Task<ReadBlock> FinishAsync(BlockHeader header, LogSlice logs, string endpoint, CancellationToken cancellation)
    {
        var isDoubtful = options.Verification == LogVerification.Receipts || interest.Unexplained(header.LogsBloom.Span, logs) is not null;
        return isDoubtful
            ? await blocks.ReadAsync(header, endpoint, cancellation).ConfigureAwait(false)
            : BlockReader.Assemble(header, logs.ToBatch(), LogCheck.Bloom, endpoint, "");
    }

    private Finding? Judge(BlockRange range, RangeAnswer answer)
    {
        if (answer.HasMoved)
        {
            return new Finding(FaultKind.UnknownBlock, $"the chain moved while blocks {range} were read");
        }

        var seen = 0;
        for (var i = 0; i < answer.Headers.Count; i++)
        {
            var number = range.First.Value + (ulong)i;
            if (answer.Headers[i] is not { } header)
            {
                return new Finding(FaultKind.UnknownBlock, $"block {number} is not known");
            }

            if (header.Number.Value != number)
            {
                return new Finding(FaultKind.WrongHash, $"asked for block {number}, got {header.Number}");
            }

            if (i > 0 && header.ParentHash != answer.Headers[i - 1]!.Hash)
            {
                // A batch is not atomic: no lie as long as each header has its hash. Block by block there is no such gap.
                return new Finding(FaultKind.UnknownBlock, $"block {number} does not extend the one before it");
            }

            var logs = answer.LogsOf(number, seen);
            seen += logs.Count;
            var finding = blocks.Judge(header) ?? (options.Verification == LogVerification.Bloom ? LogJudge.Judge(header, logs, interest) : null);
            if (finding is not null)
            {
                return finding;
            }
        }

        return seen == answer.Logs.Count ? null : new Finding(FaultKind.ForgedLogs, $"logs that are not of blocks {range}");
    }

    private sealed record RangeAnswer(IReadOnlyList<BlockHeader?> Headers, LogBatch Logs, bool HasMoved)
    {
        public LogSlice LogsOf(ulong number, int first) => LogSlice.OfBlock(Logs, new BlockNumber(number), first);
    }
}
