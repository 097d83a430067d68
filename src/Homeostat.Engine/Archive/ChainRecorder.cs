using Homeostat.Core.Chain;
using Homeostat.Engine.Backtest;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Archive;

/// <summary>
/// Records a range of the past from a network's endpoints: blocks with the logs that are wanted, each held against its
/// header. A block of which a doubt remains is not recorded: an archive has no word for "perhaps".
/// </summary>
public sealed class ChainRecorder
{
    /// <summary>Only a live head is polled for; a range of the past is not.</summary>
    private static readonly TimeSpan AnyBlockTime = TimeSpan.FromSeconds(1);

    private readonly RangeReader _blocks;
    private readonly IBacktestProgress _progress;

    public ChainRecorder(EndpointPool pool, LogFilter filter, IBacktestProgress progress)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var interest = new LogInterest(filter);
        var options = new FollowerOptions(filter, AnyBlockTime, ulong.MaxValue);
        _blocks = new RangeReader(pool, new BlockReader(pool, interest, options.Verification), interest, options);
        _progress = progress;
    }

    /// <summary>Appends the range's blocks. The group at hand is written whatever happens, so that nothing read is read again.</summary>
    /// <param name="after">The block that the first one must extend; null for none.</param>
    /// <exception cref="RecordingException">A block cannot be verified, or the chain was reorganised meanwhile.</exception>
    /// <exception cref="NoAnswerException">No endpoint answers.</exception>
    public async Task RunAsync(ArchiveWriter archive, BlockRef? after, BlockRange range, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(archive);
        var last = after;
        long logs = 0;
        try
        {
            await foreach (var chunk in _blocks.ReadAsync(range, mayWait: false, cancellation).ConfigureAwait(false))
            {
                foreach (var (_, block, evidence) in chunk)
                {
                    Require(block, evidence, last);
                    archive.Append(new ChainUpdate.Committed(block));
                    last = block.Ref;
                    logs += block.Logs.Count;
                }

                _progress.Advanced(new BlockNumber(last!.Value.Number), logs);
            }
        }
        finally
        {
            archive.WriteGroup();
        }
    }

    private static void Require(Block block, BlockEvidence evidence, BlockRef? last)
    {
        if (!evidence.IsVerified)
        {
            throw new RecordingException($"block {block.Ref.Number} cannot be verified: {evidence.Doubt}. Name another endpoint as well, and record into the same file again");
        }

        if (last is { } before && block.ParentHash != before.Hash)
        {
            throw new RecordingException($"block {block.Ref.Number} does not extend block {before.Number} as recorded: the chain was reorganised. Record final blocks only, into a new file");
        }
    }
}
