using System.Data.Common;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Storage;

/// <summary>A row of the table block.</summary>
internal sealed record StoredBlock(long Id, BlockRef Ref, Hash32 ParentHash, UnixSeconds Timestamp, long MonitorSetId)
{
    public const string Columns = "id, number, hash, parent_hash, timestamp, monitor_set_id";

    public static StoredBlock Read(DbDataReader row) => new(
        row.GetInt64(0),
        new BlockRef((ulong)row.GetInt64(1), Rows.Hash(row, 2)),
        Rows.Hash(row, 3),
        new UnixSeconds(row.GetInt64(4)),
        row.GetInt64(5));
}
