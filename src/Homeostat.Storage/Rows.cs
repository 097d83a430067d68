using System.Data.Common;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;

namespace Homeostat.Storage;

/// <summary>Columns as values of the domain.</summary>
internal static class Rows
{
    public static Hash32 Hash(DbDataReader row, int column) => Hash32.FromBytes((byte[])row.GetValue(column));

    public static long Number(ulong block) => checked((long)block);

    /// <summary>Four columns: detector, scope_kind, scope_protocol, scope_subject.</summary>
    public static MonitorKey Monitor(DbDataReader row, int first) => new(
        row.GetString(first),
        new Scope((ScopeKind)row.GetInt64(first + 1), row.GetString(first + 2), row.GetString(first + 3)));

    public static VerdictKind Kind(DbDataReader row, int column) => (VerdictKind)row.GetInt64(column);
}
