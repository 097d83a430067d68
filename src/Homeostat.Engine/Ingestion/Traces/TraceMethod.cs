namespace Homeostat.Engine.Ingestion.Traces;

/// <summary>By which method internal calls are seen; best first.</summary>
public enum TraceMethod
{
    /// <summary>debug_traceBlockByHash with Geth's callTracer: of the very block that is meant.</summary>
    DebugByHash,

    /// <summary>debug_traceBlockByNumber, with the hash at that height held against the block afterwards.</summary>
    DebugByNumber,

    /// <summary>trace_block, likewise.</summary>
    TraceBlock,

    /// <summary>No endpoint offers any.</summary>
    None,
}
