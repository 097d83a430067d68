using System.Collections.Immutable;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Core.Detection.PriceDeviation;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>A protocol file, read: what its contracts emit, what that means, and the rules over it.</summary>
public sealed record ProtocolDocument(
    string Slug,
    string Name,
    DecodingDefinition Decoding,
    ImmutableArray<PriceDeviationOptions> Rules)
{
    /// <summary>What was left out on purpose.</summary>
    public ImmutableArray<UnmappedEntry> Unmapped { get; init; } = [];
}
