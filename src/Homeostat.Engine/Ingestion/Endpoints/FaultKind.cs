namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>In which way an endpoint failed us. Every fault has one of these names in metrics, incidents and tests.</summary>
public enum FaultKind
{
    /// <summary>Its newest block is behind what another endpoint has.</summary>
    LaggingHead,

    /// <summary>A header's hash is not that of its fields, or not the one that was asked for.</summary>
    WrongHash,

    /// <summary>Logs that the header's bloom filter or the log positions prove to exist were left out.</summary>
    MissingLogs,

    /// <summary>Logs that the header's bloom filter rules out, or of another block, or not asked for.</summary>
    ForgedLogs,

    /// <summary>The receipts do not have the header's receipts root.</summary>
    WrongReceipts,

    /// <summary>No whole answer within the endpoint's timeout, or another endpoint was asked later and answered first.</summary>
    Slow,

    /// <summary>It asked to be asked less.</summary>
    RateLimited,

    /// <summary>Not reachable, or it hung up.</summary>
    Disconnected,

    /// <summary>Its subscription is open and says nothing while its chain goes on.</summary>
    Silent,

    /// <summary>Not JSON-RPC as specified.</summary>
    Malformed,

    /// <summary>Larger than the endpoint's limit.</summary>
    Oversized,

    /// <summary>It serves another chain.</summary>
    WrongChainId,

    /// <summary>It does not know a block that it should.</summary>
    UnknownBlock,

    /// <summary>It refuses the method or failed inside.</summary>
    Refused,
}
