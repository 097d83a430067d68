namespace Homeostat.Tests.Ingestion.Simulation;

/// <summary>What a scripted endpoint does wrong.</summary>
internal enum Ailment
{
    None,
    Disconnected,
    Slow,
    RateLimitedByStatus,
    RateLimitedByCode,
    Malformed,
    Oversized,
    WrongChainId,
    WrongHash,
    MissingLogs,
    ForgedLogs,
    WrongReceipts,
    Lagging,
    Silent,
    UnknownBlock,
    Refused,
}
