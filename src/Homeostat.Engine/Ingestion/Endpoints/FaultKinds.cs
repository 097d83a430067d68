namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>What follows from each kind of fault.</summary>
internal static class FaultKinds
{
    /// <summary>The name in metrics and incidents: snake_case.</summary>
    public static string Label(this FaultKind kind) => kind switch
    {
        FaultKind.LaggingHead => "lagging_head",
        FaultKind.WrongHash => "wrong_hash",
        FaultKind.MissingLogs => "missing_logs",
        FaultKind.ForgedLogs => "forged_logs",
        FaultKind.WrongReceipts => "wrong_receipts",
        FaultKind.Slow => "slow",
        FaultKind.RateLimited => "rate_limited",
        FaultKind.Disconnected => "disconnected",
        FaultKind.Silent => "silent",
        FaultKind.Malformed => "malformed",
        FaultKind.Oversized => "oversized",
        FaultKind.WrongChainId => "wrong_chain_id",
        FaultKind.UnknownBlock => "unknown_block",
        FaultKind.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of fault"),
    };

    /// <summary>An endpoint that told a lie is left alone for long: the next answer may be one that cannot be checked.</summary>
    public static bool IsLie(this FaultKind kind) =>
        kind is FaultKind.WrongHash or FaultKind.MissingLogs or FaultKind.ForgedLogs or FaultKind.WrongReceipts;

    /// <summary>The same question to the same endpoint a moment later would fail again; it is about the question.</summary>
    public static bool IsAboutTheQuestion(this FaultKind kind) =>
        kind is FaultKind.UnknownBlock or FaultKind.Refused or FaultKind.Oversized;

    /// <summary>What is left of an endpoint's health after the fault; 1 is unharmed.</summary>
    public static double HealthFactor(this FaultKind kind) => kind switch
    {
        _ when kind.IsLie() => 0.1,
        FaultKind.WrongChainId => 0.01,
        FaultKind.RateLimited or FaultKind.LaggingHead => 0.7,
        _ when kind.IsAboutTheQuestion() => 0.95,
        _ => 0.5,
    };
}
