using Homeostat.Engine.Ingestion.Following;

namespace Homeostat.Cli.Backtest;

/// <summary>`--verify`: against what of its header a block from a node is checked.</summary>
/// <param name="Written">As the user wrote it; null for the default.</param>
internal readonly record struct VerifyOption(string? Written)
{
    public const string None = "none";
    public const string Bloom = "bloom";
    public const string Receipts = "receipts";

    public bool IsGiven => Written is not null;

    /// <summary>Null for nodes that are believed.</summary>
    public LogVerification? Against => Written switch
    {
        None => null,
        Receipts => LogVerification.Receipts,
        _ => LogVerification.Bloom,
    };
}
