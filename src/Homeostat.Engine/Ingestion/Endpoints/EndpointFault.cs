namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>What is wrong with an answer.</summary>
public readonly record struct Finding(FaultKind Kind, string Detail);

/// <param name="Endpoint">The endpoint's slug, never its URL, which may hold a key.</param>
/// <param name="Detail">In words, partly the node's own: cut to a line that is safe to show.</param>
public sealed record EndpointFault(string Endpoint, FaultKind Kind, string Detail)
{
    private const int MaxDetail = 300;

    internal static EndpointFault Of(string endpoint, Finding finding)
    {
        var text = finding.Detail.Length > MaxDetail ? finding.Detail[..MaxDetail] + "…" : finding.Detail;
        return new EndpointFault(endpoint, finding.Kind, string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)));
    }

    public override string ToString() => $"{Endpoint}: {Kind.Label()} ({Detail})";
}
