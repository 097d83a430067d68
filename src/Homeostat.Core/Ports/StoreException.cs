namespace Homeostat.Core.Ports;

/// <summary>What is wrong with a store.</summary>
public enum StoreFault
{
    /// <summary>No space left on the disk, or below the store's own limit.</summary>
    Full,

    /// <summary>Another process holds it.</summary>
    Locked,

    /// <summary>The file is no store, or damaged.</summary>
    Corrupt,

    /// <summary>A newer version of the program has written it.</summary>
    NewerSchema,

    /// <summary>It cannot be opened, read or written.</summary>
    Unavailable,

    /// <summary>What was to be stored contradicts what is: another block at the same height without a reorg.</summary>
    Conflict,
}

/// <summary>A store that cannot be used, or that refuses a contradiction; the message names the file and what to do.</summary>
public sealed class StoreException(StoreFault fault, string file, string what, Exception? cause)
    : Exception($"{file}: {what}", cause)
{
    public StoreFault Fault { get; } = fault;

    /// <summary>As the caller named it.</summary>
    public string File { get; } = file;

    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient => Fault is StoreFault.Full or StoreFault.Locked or StoreFault.Unavailable;
}
