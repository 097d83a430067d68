using Homeostat.Core.Chain;

namespace Homeostat.Storage;

/// <summary>A row of the table gap.</summary>
/// <param name="Since">Timestamp of the block before.</param>
/// <param name="IsOpen">False once a person has accepted that it stays one.</param>
internal sealed record StoredGap(ulong First, ulong Last, UnixSeconds Since, string Reason, bool IsOpen);
