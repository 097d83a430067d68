using Homeostat.Core.Chain;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Blocks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>
/// Reads single blocks: the header, then the logs that are wanted, held against it. The only place, with
/// <see cref="RangeReader"/>, that turns what nodes say into blocks for Core.
/// </summary>
internal sealed class BlockReader(EndpointPool pool, LogInterest interest, LogVerification verification)
{
    private readonly HeaderJudge _headers = new();

    /// <summary>What is wrong with a header by itself.</summary>
    public Finding? Judge(BlockHeader header) => _headers.Judge(header);

    /// <summary>The header of a block that should be there.</summary>
    public async Task<Answer<BlockHeader>> HeaderAsync(BlockNumber number, CancellationToken cancellation)
    {
        var question = ByNumber(number);
        var answer = await pool.AskAsync(
            question with { Judge = h => h is null ? new Finding(FaultKind.UnknownBlock, $"block {number} is not known") : question.Judge(h) },
            cancellation).ConfigureAwait(false);
        return new Answer<BlockHeader>(answer.Value!, answer.Endpoint);
    }

    /// <summary>What another endpoint than this has at a height, if one can be asked now; null when it has nothing there.</summary>
    public async Task<BlockHeader?> SecondOpinionAsync(BlockNumber number, string except, CancellationToken cancellation)
    {
        try
        {
            return (await pool.AskAsync(ByNumber(number) with { Except = [except], MayWait = false }, cancellation).ConfigureAwait(false)).Value;
        }
        catch (Exception e) when (e is NoAnswerException or RpcException)
        {
            return null;
        }
    }

    /// <summary>The parent of a header, from whoever has it.</summary>
    public async Task<Answer<BlockHeader>> ParentAsync(BlockHeader child, string prefer, CancellationToken cancellation)
    {
        var hash = child.ParentHash;
        var question = new Question<BlockHeader?>(
            $"block {hash}", async (client, token) => (await client.GetBlockByHashAsync(hash, token).ConfigureAwait(false))?.Header)
        {
            Method = "eth_getBlockByHash",
            Prefer = prefer,
            Judge = header => header is null ? new Finding(FaultKind.UnknownBlock, $"block {hash} is not known")
                : header.Hash != hash || header.Number.Value + 1 != child.Number.Value
                ? new Finding(FaultKind.WrongHash, $"asked for block {child.Number.Value - 1} ({hash}), got {header.Number} ({header.Hash})")
                : Judge(header),
        };
        var answer = await pool.AskAsync(question, cancellation).ConfigureAwait(false);
        return new Answer<BlockHeader>(answer.Value!, answer.Endpoint);
    }

    /// <summary>The block's logs, by whichever way this network is verified.</summary>
    public async Task<ReadBlock> ReadAsync(BlockHeader header, string endpoint, CancellationToken cancellation)
    {
        if (!interest.MayBeIn(header.LogsBloom.Span))
        {
            return Assemble(header, new LogBatch(), LogCheck.Bloom, endpoint, "");
        }

        return verification == LogVerification.Receipts
            ? await ByReceiptsAsync(header, endpoint, cancellation).ConfigureAwait(false)
            : await ByBloomAsync(header, endpoint, cancellation).ConfigureAwait(false);
    }

    public static ReadBlock Assemble(BlockHeader header, LogBatch logs, LogCheck check, string endpoint, string doubt) => new(
        header,
        new Block(new BlockRef(header.Number.Value, header.Hash), header.ParentHash, new UnixSeconds((long)header.Timestamp), logs) { Doubt = doubt },
        new BlockEvidence(HeaderHash.Check(header), check, endpoint, doubt));

    private async Task<ReadBlock> ByBloomAsync(BlockHeader header, string endpoint, CancellationToken cancellation)
    {
        var answer = await pool.AskAsync(LogsOf(header) with { Prefer = endpoint }, cancellation).ConfigureAwait(false);
        return interest.Unexplained(header.LogsBloom.Span, LogSlice.Whole(answer.Value)) is { } address
            ? await ResolveAsync(header, answer, address, cancellation).ConfigureAwait(false)
            : Assemble(header, answer.Value, LogCheck.Bloom, answer.Endpoint, "");
    }

    /// <summary>
    /// The filter admits a watched contract that no log is of: chance, or an omission. The receipts decide; without them a
    /// second endpoint's word; without that the doubt stays.
    /// </summary>
    private async Task<ReadBlock> ResolveAsync(BlockHeader header, Answer<LogBatch> first, Address address, CancellationToken cancellation)
    {
        try
        {
            var block = await ByReceiptsAsync(header, "", cancellation).ConfigureAwait(false);
            if (block.Block.Logs.Count != first.Value.Count && block.Evidence.Logs == LogCheck.Receipts)
            {
                pool.Report(first.Endpoint, new Finding(FaultKind.MissingLogs, $"block {header.Number}: {first.Value.Count} logs, the receipts have {block.Block.Logs.Count}"));
            }

            if (block.Evidence.IsVerified)
            {
                return block;
            }
        }
        catch (Exception e) when (e is NoAnswerException or RpcException)
        {
            // Not offered, or not now: the next best follows.
        }

        return await BySecondEndpointAsync(header, first, address, cancellation).ConfigureAwait(false);
    }

    private async Task<ReadBlock> BySecondEndpointAsync(
        BlockHeader header, Answer<LogBatch> first, Address address, CancellationToken cancellation)
    {
        var doubt = $"the bloom filter admits logs of {address} that '{first.Endpoint}' does not have";
        try
        {
            var second = await pool.AskAsync(LogsOf(header) with { Except = [first.Endpoint] }, cancellation).ConfigureAwait(false);
            if (second.Value.Count == first.Value.Count)
            {
                return Assemble(header, second.Value, LogCheck.SecondEndpoint, second.Endpoint, "");
            }

            // Both passed what can be checked, so the one with fewer left something out.
            var (fuller, poorer) = second.Value.Count > first.Value.Count ? (second, first) : (first, second);
            pool.Report(poorer.Endpoint, new Finding(FaultKind.MissingLogs, $"block {header.Number}: {poorer.Value.Count} logs, '{fuller.Endpoint}' has {fuller.Value.Count}"));
            return Assemble(header, fuller.Value, LogCheck.None, fuller.Endpoint, $"'{fuller.Endpoint}' and '{poorer.Endpoint}' have different logs");
        }
        catch (Exception e) when (e is NoAnswerException or RpcException)
        {
            return Assemble(header, first.Value, LogCheck.None, first.Endpoint, $"{doubt}, and nobody else could be asked");
        }
    }

    private async Task<ReadBlock> ByReceiptsAsync(BlockHeader header, string endpoint, CancellationToken cancellation)
    {
        var question = new Question<IReadOnlyList<ConsensusReceipt>?>(
            $"the receipts of block {header.Number}", (client, token) => client.GetConsensusReceiptsAsync(header.Hash, token))
        {
            Method = "eth_getBlockReceipts",
            Prefer = endpoint,
            Judge = receipts => ReceiptJudge.Judge(header, receipts),
        };
        var answer = await pool.AskAsync(question, cancellation).ConfigureAwait(false);
        var isKnown = answer.Value!.All(r => r.IsKnown);
        return Assemble(
            header,
            interest.Among(answer.Value!),
            isKnown ? LogCheck.Receipts : LogCheck.None,
            answer.Endpoint,
            isKnown ? "" : "the block has a type of receipt whose encoding is not known");
    }

    private Question<BlockHeader?> ByNumber(BlockNumber number) => new(
        $"block {number}", async (client, token) => (await client.GetBlockByNumberAsync(number, token).ConfigureAwait(false))?.Header)
    {
        Method = "eth_getBlockByNumber",
        Judge = header => header is null ? null
            : header.Number != number ? new Finding(FaultKind.WrongHash, $"asked for block {number}, got {header.Number}")
            : Judge(header),
    };

    private Question<LogBatch> LogsOf(BlockHeader header) => new(
        $"the logs of block {header.Number}", (client, token) => client.GetLogsAsync(header.Hash, interest.Filter, token))
    {
        Method = "eth_getLogs",
        Judge = logs => LogJudge.Judge(header, LogSlice.Whole(logs), interest),
    };
}
