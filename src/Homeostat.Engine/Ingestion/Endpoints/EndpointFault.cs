namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>What is wrong with an answer.</summary>
public readonly record struct Finding(FaultKind Kind, string Detail);

/// <param name="Endpoint">The endpoint's slug, never its URL, which may hold a key.</param>
public sealed record EndpointFault(string Endpoint, FaultKind Kind, string Detail)
{
    public override string ToString() => $"{Endpoint}: {Kind.Label()} ({Detail})";
}
