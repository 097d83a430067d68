// A port names tasks in its signatures and starts none: the shell behind it does.
#pragma warning disable RS0030
using System.Collections.Immutable;

namespace Homeostat.Core.Ports;

/// <summary>
/// What one engine must not forget: verdicts, signals, decisions, the outbox and the checkpoint. Changes become durable
/// in the order in which they were handed over, a unit as a whole or not at all. One engine writes; safe for concurrent
/// use by its tasks. Warning: what is handed over is not yet durable; nothing irreversible may be done before
/// <see cref="FlushAsync"/>.
/// </summary>
public interface IEngineStore : IAsyncDisposable
{
    StreamKey Stream { get; }

    StoreProgress Progress { get; }

    IVerdictLedger Ledger { get; }

    /// <summary>What is durable now.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    Task<ResumePoint> LoadAsync(CancellationToken cancellation);

    /// <summary>
    /// Hands over a unit and returns without waiting for the disk, unless the queue is full. False if storing has
    /// failed: the unit is not stored, and the engine goes on containing.
    /// </summary>
    ValueTask<bool> AppendAsync(ImmutableArray<StoreChange> unit, CancellationToken cancellation);

    /// <summary>Returns once everything handed over before is durable.</summary>
    /// <exception cref="StoreException">It is not, and will not be.</exception>
    Task FlushAsync(CancellationToken cancellation);
}
