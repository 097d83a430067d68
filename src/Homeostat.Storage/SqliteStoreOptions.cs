namespace Homeostat.Storage;

/// <summary>Where a store is and how it is written.</summary>
/// <param name="File">Created if it does not exist; its directory must.</param>
public sealed record SqliteStoreOptions(string File)
{
    /// <summary>Units that may wait to be written; beyond it the engine waits.</summary>
    public int QueueUnits { get; init; } = 4_096;

    /// <summary>Units that one commit covers at most.</summary>
    public int BatchUnits { get; init; } = 512;

    /// <summary>
    /// How long a full disk or a lock is waited out before storing counts as failed. Less than it takes to fill the
    /// queue, so that the engine never waits for a disk that is full.
    /// </summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two tries.</summary>
    public TimeSpan RetryEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a commit waits for another process's lock.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest size of the file [bytes]; null for none.</summary>
    public long? MaxBytes { get; init; }
}
