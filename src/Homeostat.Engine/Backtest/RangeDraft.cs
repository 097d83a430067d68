using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Backtest;

/// <summary>A part of a range while it is being read.</summary>
internal sealed class RangeDraft(BlockRange range, LogBatch logs)
{
    private readonly List<FailedLook> _failures = [];
    private readonly List<BlockLink> _links = [];

    public LogBatch Logs => logs;

    /// <summary>Of the blocks whose headers were read, in order.</summary>
    public IReadOnlyList<BlockLink> Links => _links;

    public void Linked(in BlockLink link) => _links.Add(link);

    public void Failed(BlockRange blocks, string reason) => _failures.Add(new FailedLook(blocks, reason));

    public void Failed(ulong block, string reason) => Failed(new BlockRange(new BlockNumber(block), new BlockNumber(block)), reason);

    public RangePart ToPart() => new(range, logs, _failures);
}

/// <summary>What binds a block to the one before it.</summary>
internal readonly record struct BlockLink(ulong Number, Hash32 Hash, Hash32 Parent)
{
    public static BlockLink Of(BlockHeader header) => new(header.Number.Value, header.Hash, header.ParentHash);

    public bool Extends(in BlockLink before) => Number == before.Number + 1 && Parent == before.Hash;
}
