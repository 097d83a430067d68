namespace Homeostat.Core.Chain;

/// <summary>What a restriction or a belief is about, from broad to narrow.</summary>
public enum ScopeKind
{
    Protocol,
    Market,
    Asset,
    Account,
}

/// <summary>A protocol, or one market, asset or account of it.</summary>
/// <param name="Protocol">The protocol's slug.</param>
/// <param name="Subject">The market's slug, or an address; empty for the whole protocol.</param>
public readonly record struct Scope(ScopeKind Kind, string Protocol, string Subject)
{
    public static Scope OfProtocol(string protocol) => new(ScopeKind.Protocol, protocol, "");

    public static Scope OfMarket(string protocol, string market) => new(ScopeKind.Market, protocol, market);

    public override string ToString() => Kind == ScopeKind.Protocol ? Protocol : $"{Protocol}/{Subject}";
}

/// <summary>
/// What users can do that may be restricted; the bits are those of the on-chain ledger.
/// CLOSE, REPAY and TOPUP have no bit: nothing of ours can name them.
/// </summary>
[Flags]
public enum Capabilities
{
    None = 0,
    Open = 1,
    Increase = 2,
    Withdraw = 4,
    Transfer = 8,
    Liquidate = 16,
}

/// <summary>
/// What a function lets its caller do; the bits are those of the on-chain library. Those that may be restricted are
/// <see cref="Capabilities"/> too; the others are named here so that a definition can say what every function is for.
/// </summary>
[Flags]
public enum ExercisedCapabilities
{
    None = 0,
    Open = 1,
    Increase = 2,
    Withdraw = 4,
    Transfer = 8,
    Liquidate = 16,
    Close = 32,
    Repay = 64,
    TopUp = 128,
}
