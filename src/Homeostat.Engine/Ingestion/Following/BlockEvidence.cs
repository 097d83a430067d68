using Homeostat.Ethereum.Blocks;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>How far a block's logs are known to be all of them and true.</summary>
public enum LogCheck
{
    /// <summary>They are those of the receipts whose root the header holds: none is missing and none is forged.</summary>
    Receipts,

    /// <summary>Nothing contradicts the header's bloom filter. Omissions that the filter cannot tell are possible.</summary>
    Bloom,

    /// <summary>The filter left a doubt, and a second endpoint said the same.</summary>
    SecondEndpoint,

    /// <summary>A doubt remains; <see cref="BlockEvidence.Doubt"/> says which.</summary>
    None,
}

/// <summary>On what a delivered block rests: what a verdict may be founded on.</summary>
/// <param name="Endpoint">Who gave the logs, or the header when there was nothing to ask for.</param>
/// <param name="Doubt">Why the block must count as unverifiable; empty if there is no reason.</param>
public sealed record BlockEvidence(HeaderCheck Header, LogCheck Logs, string Endpoint, string Doubt)
{
    public bool IsVerified => Doubt.Length == 0;
}
