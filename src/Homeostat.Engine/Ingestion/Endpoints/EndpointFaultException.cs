namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>An endpoint is at fault in a way that no JSON-RPC exception says.</summary>
internal sealed class EndpointFaultException(FaultKind kind, string message) : Exception(message)
{
    public FaultKind Kind => kind;
}
