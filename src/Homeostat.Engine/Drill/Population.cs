using System.Collections.Immutable;

namespace Homeostat.Engine.Drill;

/// <summary>The honest people of a protocol. The seed decides what each does; this says how many and how rich.</summary>
/// <param name="Liquidators">Liquidate whatever falls below its maintenance margin.</param>
/// <param name="Keepers">Carry the venues' median to the protocol's price feed, one round a block.</param>
/// <param name="InsuranceFundUsd">What the insurance fund starts with [USD].</param>
public sealed record Population(
    ImmutableArray<Maker> Makers,
    Traders? Traders,
    Arbitrageurs? Arbitrageurs,
    int Liquidators,
    int Keepers,
    double InsuranceFundUsd);

/// <summary>Provides liquidity to the market.</summary>
/// <param name="Usd">Collateral deposited, and liquidity posted [USD].</param>
public abstract record Maker(double Usd)
{
    /// <param name="Band">Half-width of its range around the price, a ratio: 0.03 is ±3 %.</param>
    /// <param name="Recentre">Whether it pulls its range when the price leaves and posts it again around the new one.</param>
    public sealed record AroundPrice(double Usd, double Band, bool Recentre) : Maker(Usd);

    /// <summary>Posted once and left there.</summary>
    public sealed record Fixed(double Usd, double FromPrice, double ToPrice) : Maker(Usd);
}

/// <param name="Min">Included.</param>
/// <param name="Max">Included; each member draws its own value between the two.</param>
public readonly record struct Spread(double Min, double Max);

/// <param name="Usd">Collateral that each deposits [USD].</param>
/// <param name="OrdersPerBlock">Orders per block expected of all of them together.</param>
/// <param name="OrderUsd">Notional of an order [USD].</param>
/// <param name="Leverage">Position over collateral that each stays under, a ratio.</param>
/// <param name="CloseShare">Share of the orders that close the whole position.</param>
/// <param name="TransfersPerBlock">Deposits and withdrawals per block expected of all of them together.</param>
/// <param name="TransferShare">Part of its free collateral that a withdrawal takes.</param>
/// <param name="ActsWithin">They do not trade while mark and venues are further apart than this, a ratio.</param>
public sealed record Traders(
    int Count,
    Spread Usd,
    double OrdersPerBlock,
    Spread OrderUsd,
    Spread Leverage,
    double CloseShare,
    double TransfersPerBlock,
    Spread TransferShare,
    double ActsWithin);

/// <summary>Trade the mark towards the venues' price.</summary>
/// <param name="Usd">Collateral that each deposits [USD].</param>
/// <param name="Threshold">They act on gaps wider than this, a ratio.</param>
/// <param name="ActsWithin">They keep away from gaps wider than this, unless the outside price itself has just moved by half as much: a gap that nothing outside explains cannot be hedged.</param>
public sealed record Arbitrageurs(int Count, double Usd, double Threshold, double ActsWithin);
