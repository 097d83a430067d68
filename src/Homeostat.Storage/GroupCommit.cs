using System.Data.Common;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>Several units in one transaction: one fsync covers them all. For one thread.</summary>
internal sealed class GroupCommit(Session session, ChangeWriter writer, IStoreDialect dialect, LedgerMetrics.StreamMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// Stores the units, or the first so many: up to one that contradicts what is stored, which is then thrown as the
    /// second value.
    /// </summary>
    /// <returns>How many are durable, the checkpoint, and what the next one is refused for.</returns>
    /// <exception cref="StoreException">None is durable.</exception>
    public (int Stored, BlockRef? Checkpoint, StoreException? Refused) Store(IReadOnlyList<StoreUnit> units)
    {
        var (stored, checkpoint, refused) = Try(units, units.Count);
        if (refused is null || stored == 0)
        {
            return (stored, checkpoint, refused);
        }

        // What came before the contradiction is good and must not be lost with it.
        return (stored, Try(units, stored).Checkpoint, refused);
    }

    private (int Stored, BlockRef? Checkpoint, StoreException? Refused) Try(IReadOnlyList<StoreUnit> units, int count)
    {
        var started = time.GetTimestamp();
        var at = 0;
        var verdicts = default(VerdictCounts);
        try
        {
            using var transaction = session.Begin();
            for (; at < count; at++)
            {
                foreach (var change in units[at].Changes)
                {
                    writer.Write(change);
                    verdicts += VerdictCounts.Of(change);
                }
            }

            var checkpoint = writer.Checkpoint();
            transaction.Commit();
            metrics.Stored(checkpoint, time.GetElapsedTime(started), verdicts);
            return (count, checkpoint, null);
        }
        catch (StoreException refused) when (refused.Fault == StoreFault.Conflict)
        {
            writer.RolledBack();
            return (at, writer.Checkpoint(), refused);
        }
        catch (DbException broken) when (dialect.Explain(broken) is { } explained)
        {
            writer.RolledBack();
            throw explained;
        }
    }
}
