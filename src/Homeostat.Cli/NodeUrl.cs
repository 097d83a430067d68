using Homeostat.Engine.Ingestion.Endpoints;

namespace Homeostat.Cli;

/// <summary>A node's URL as a user writes it. Warning: it may hold a key; it is never repeated.</summary>
internal static class NodeUrl
{
    /// <summary>Null if it is no URL of a node.</summary>
    public static EndpointOptions? TryRead(string url, string slug) => Uri.TryCreate(url, UriKind.Absolute, out var endpoint)
        ? endpoint.Scheme switch
        {
            "http" or "https" => new EndpointOptions(slug, endpoint, EndpointKind.Http),
            "ws" or "wss" => new EndpointOptions(slug, endpoint, EndpointKind.WebSocket),
            _ => null,
        }
        : null;
}
