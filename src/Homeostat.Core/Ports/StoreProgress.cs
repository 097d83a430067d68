using Homeostat.Core.Chain;

namespace Homeostat.Core.Ports;

/// <summary>How far storing has come.</summary>
/// <param name="Durable">The newest block that survives a power cut; null if none does yet.</param>
/// <param name="Pending">Units handed over and not yet durable.</param>
/// <param name="Failure">Why <paramref name="Health"/> is not <see cref="StoreHealth.Running"/>; names the file and what to do.</param>
public sealed record StoreProgress(BlockRef? Durable, int Pending, StoreHealth Health, StoreException? Failure);

/// <summary>
/// <code>
/// Running ──commit fails──► Retrying ──works again──► Running
///    └──── cannot heal ────────┴──── too long ──────► Failed
/// </code>
/// </summary>
public enum StoreHealth
{
    Running,

    /// <summary>The disk is full, the file is locked: it is tried again, and what comes in waits in the queue.</summary>
    Retrying,

    /// <summary>Nothing more is stored. Containment goes on; a new store resumes from what is durable.</summary>
    Failed,
}
