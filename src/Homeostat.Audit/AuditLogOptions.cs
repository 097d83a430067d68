namespace Homeostat.Audit;

/// <param name="Directory">Made if it is not there.</param>
/// <param name="MaxPendingBytes">How much may wait for a checkpoint, in memory.</param>
public sealed record AuditLogOptions(string Directory, long MaxPendingBytes)
{
    public const long DefaultMaxPendingBytes = 256L << 20;
}
