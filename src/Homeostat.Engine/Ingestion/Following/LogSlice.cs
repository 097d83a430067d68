using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>The logs of one block within a batch of several blocks.</summary>
internal readonly record struct LogSlice(LogBatch Batch, int First, int Count)
{
    public LogView this[int index] => Batch[First + index];

    public static LogSlice Whole(LogBatch batch) => new(batch, 0, batch.Count);

    /// <summary>The run of logs of a block that begins at this position of a batch.</summary>
    public static LogSlice OfBlock(LogBatch batch, BlockNumber block, int first)
    {
        var end = first;
        while (end < batch.Count && batch[end].Position.BlockNumber == block)
        {
            end++;
        }

        return new LogSlice(batch, first, end - first);
    }

    public bool HasOf(Address address)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i].Address == address)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A batch of its own, which Core may keep.</summary>
    public LogBatch ToBatch()
    {
        var copy = new LogBatch();
        for (var i = 0; i < Count; i++)
        {
            copy.Add(this[i]);
        }

        return copy;
    }
}
