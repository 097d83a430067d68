// A port names tasks in its signatures and starts none: the shell behind it does.
#pragma warning disable RS0030
using Homeostat.Ethereum;

namespace Homeostat.Core.Ports;

/// <summary>
/// The public record of what was seen, decided and done: entries are only ever added, in one order. Safe for concurrent
/// use. Warning: an entry is kept in memory until <see cref="CheckpointAsync"/> returns; only then may it be acknowledged.
/// </summary>
public interface IAuditLog : IAsyncDisposable
{
    /// <summary>The newest checkpoint that is durable.</summary>
    AuditCheckpoint Latest { get; }

    /// <summary>Adds an entry of 1 to 65,535 bytes and returns its index. Does not wait for the disk.</summary>
    /// <exception cref="ArgumentException">It is empty or too long, or begins with `homeostat/`, which the log keeps for itself.</exception>
    /// <exception cref="AuditLogException">Too much waits for a checkpoint.</exception>
    ulong Append(ReadOnlySpan<byte> entry);

    /// <summary>
    /// Adds a commitment to a fact that must not be public yet. Warning: the log does not keep the opening; if the caller
    /// loses it, the fact can never be shown to be the one committed to.
    /// </summary>
    /// <exception cref="ArgumentException">The fact is longer than 65,000 bytes.</exception>
    /// <exception cref="AuditLogException">Too much waits for a checkpoint.</exception>
    EmbargoOpening Embargo(ReadOnlySpan<byte> fact);

    /// <summary>Adds the fact itself with what proves that it is the one committed to, and returns the new entry's index.</summary>
    /// <exception cref="ArgumentException">The entry at that index is not its commitment.</exception>
    /// <exception cref="AuditLogException">Too much waits for a checkpoint, or the commitment cannot be read.</exception>
    ulong Reveal(EmbargoOpening opening);

    /// <summary>
    /// Returns once everything added before the call is durable under a signed checkpoint. After a failure nothing is
    /// lost that this process still has: the next call tries again.
    /// </summary>
    /// <exception cref="AuditLogException">It is not durable.</exception>
    Task<AuditCheckpoint> CheckpointAsync(CancellationToken cancellation);
}

/// <summary>What the log says of itself, signed.</summary>
/// <param name="Size">Entries that it covers: indices 0 to Size − 1.</param>
/// <param name="Root">RFC 6962 root over them: what is anchored on chain.</param>
/// <param name="Note">The signed text, as published.</param>
public sealed record AuditCheckpoint(ulong Size, Hash32 Root, string Note);

/// <summary>What opens a commitment. Secret until it is revealed.</summary>
/// <param name="Index">Of the commitment.</param>
/// <param name="Salt">32 random bytes.</param>
public sealed record EmbargoOpening(ulong Index, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Fact)
{
    /// <summary>The index alone: the rest must not reach a log.</summary>
    public override string ToString() => $"opening of entry {Index}";
}

/// <summary>The audit log cannot be opened, read or written; the message names the file and what to do.</summary>
public sealed class AuditLogException(string message, Exception? inner = null) : Exception(message, inner);
