using System.Collections.Immutable;
using Homeostat.Core.Chain;

namespace Homeostat.Engine.Files.Breakers;

/// <summary>
/// An autonomous breaker with its price guards, as a file describes it: names stay names, and amounts whole tokens; they
/// become addresses and smallest units when it is deployed.
/// </summary>
/// <param name="EndowmentWei">What it is given for bounties; there is no way back [wei].</param>
public sealed record BreakerPlan(
    BreakerTerms Terms,
    System.Numerics.BigInteger EndowmentWei,
    BreakerLimits Limits,
    ImmutableArray<GuardPlan> Guards,
    ImmutableArray<RulePlan> Rules);

/// <summary>IBreaker.Terms.</summary>
public sealed record BreakerTerms(
    int Confirmations,
    int GapSeconds,
    int MemorySeconds,
    int StepSeconds,
    System.Numerics.BigInteger BountyWei,
    System.Numerics.BigInteger BountyBudgetWei,
    int BountyWindowSeconds);

/// <summary>What the ledger lets the BREAKER role restrict: IRestrictionLedger.Limits.</summary>
public sealed record BreakerLimits(
    Capabilities Blocks,
    int MaxStepSeconds,
    int PerScopeSeconds,
    int TotalSeconds,
    int WindowSeconds);

/// <summary>An OracleGuard.</summary>
/// <param name="Name">Scenarios call it <c>guard_</c> and this.</param>
public sealed record GuardPlan(
    FilePlace Place,
    string Name,
    int Quorum,
    int MaxDeviationBps,
    ImmutableArray<SourcePlan> Sources);

/// <summary>IOracleGuard.Source.</summary>
/// <param name="Contract">Name of the feed or the pool.</param>
public abstract record SourcePlan(FilePlace Place, string Contract)
{
    public sealed record Feed(FilePlace Place, string Contract, int MaxAgeSeconds, int Decimals) : SourcePlan(Place, Contract);

    /// <param name="MinLiquidity">Harmonic mean over the window [the pool's unit of liquidity].</param>
    public sealed record Twap(
        FilePlace Place,
        string Contract,
        int WindowSeconds,
        double MinLiquidity,
        bool BaseIsToken0,
        int BaseDecimals,
        int QuoteDecimals) : SourcePlan(Place, Contract);
}

/// <summary>What a rule's restriction applies to.</summary>
public enum RuleScope
{
    Protocol,
    Market,
    Asset,
}

/// <summary>IBreaker.Rule.</summary>
/// <param name="Throttle">What its first step restricts.</param>
/// <param name="Reduce">What the steps after it restrict.</param>
/// <param name="Reason">Code that the ledger records.</param>
public sealed record RulePlan(
    FilePlace Place,
    string Name,
    RuleScope Scope,
    Capabilities Throttle,
    Capabilities Reduce,
    int Reason,
    RuleCheck Check);

/// <summary>What a rule is about: IBreaker.Kind. Kinds that no file has asked for yet are not here.</summary>
public abstract record RuleCheck
{
    /// <summary>A guard has a usable price.</summary>
    public sealed record Oracle(string Guard) : RuleCheck;

    /// <summary>The medians of two guards are at most so far apart.</summary>
    public sealed record Band(string Guard, string From, int LimitBps) : RuleCheck;

    /// <summary>No more than so much of a token leaves an account.</summary>
    /// <param name="Limit">Per window [whole tokens].</param>
    /// <param name="LimitInTransaction">Inside one transaction, on withdrawals that ask the breaker [whole tokens].</param>
    /// <param name="Gas">For one balance [gas].</param>
    public sealed record Outflow(string Token, string From, double Limit, int WindowSeconds, double LimitInTransaction, int Gas) : RuleCheck;
}
