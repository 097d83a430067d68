using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>How one event or call becomes one fact. The hierarchy is closed; each kind of fact has its own.</summary>
public abstract record FactMapping
{
    private protected FactMapping()
    {
    }

    /// <summary>The fact is there only if each of these holds.</summary>
    public ImmutableArray<Condition> When { get; init; } = [];

    /// <param name="words">Checked against the layout that the places come from.</param>
    internal void Map(in ArgumentWords words, MarketRegistry markets, IFactSink sink)
    {
        foreach (var condition in When)
        {
            if (!condition.Holds(words))
            {
                return;
            }
        }

        Emit(words, markets, sink);
    }

    private protected abstract void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink);
}

/// <param name="AnyOf">The words that the argument may be.</param>
public readonly record struct Condition(WordPlace Argument, ImmutableArray<Hash32> AnyOf)
{
    internal bool Holds(in ArgumentWords words) => AnyOf.Contains(new Hash32(words.Word(Argument)));
}

/// <summary>A price that is observed.</summary>
public sealed record PriceMapping(MarketSource Market, PriceKind Kind, NumberSource Price) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink)
    {
        if (Market.Read(words, markets) is var market and >= 0)
        {
            sink.On(new PriceObserved(market, Kind, Price.Read(words, markets.UnitOf(market))));
        }
    }
}

/// <summary>Collateral that comes in, or with a negated amount goes out.</summary>
public sealed record CollateralMapping(AddressSource Account, NumberSource AmountUsd) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink) =>
        sink.On(new CollateralMoved(Account.Read(words), AmountUsd.Read(words, marketUnit: 1)));
}

/// <summary>A market's asset that comes in, or with a negated amount goes out.</summary>
public sealed record AssetMapping(MarketSource Market, AddressSource Account, NumberSource Amount) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink)
    {
        if (Market.Read(words, markets) is var market and >= 0)
        {
            sink.On(new AssetMoved(market, Account.Read(words), Amount.Read(words, markets.UnitOf(market))));
        }
    }
}

/// <summary>A change of an account's position.</summary>
public sealed record PositionMapping(
    MarketSource Market, AddressSource Account, NumberSource Base, NumberSource Quote, NumberSource FeeUsd) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink)
    {
        if (Market.Read(words, markets) is var market and >= 0)
        {
            var unit = markets.UnitOf(market);
            sink.On(new PositionChanged(market, Account.Read(words), Base.Read(words, unit), Quote.Read(words, unit), FeeUsd.Read(words, unit)));
        }
    }
}

/// <summary>A position that was liquidated.</summary>
public sealed record LiquidationMapping(
    MarketSource Market, AddressSource Account, AddressSource Liquidator, NumberSource Base, NumberSource PenaltyUsd) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink)
    {
        if (Market.Read(words, markets) is var market and >= 0)
        {
            var unit = markets.UnitOf(market);
            sink.On(new Liquidated(market, Account.Read(words), Liquidator.Read(words), Base.Read(words, unit), PenaltyUsd.Read(words, unit)));
        }
    }
}

/// <summary>Code that goes live.</summary>
public sealed record ImplementationMapping(AddressSource Proxy, AddressSource Implementation, bool ByGate) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink) =>
        sink.On(new ImplementationChanged(Proxy.Read(words), Implementation.Read(words), ByGate));
}

/// <summary>Code that is approved, or no longer.</summary>
public sealed record ApprovalMapping(AddressSource Proxy, AddressSource Implementation, bool Approved) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink) =>
        sink.On(new ImplementationApproval(Proxy.Read(words), Implementation.Read(words), Approved));
}

/// <summary>A privilege that has another holder.</summary>
public sealed record PrivilegeMapping(AddressSource Target, PrivilegeKind Kind, AddressSource Holder) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink) =>
        sink.On(new PrivilegeChanged(Target.Read(words), Kind, Holder.Read(words)));
}

/// <summary>A parameter that has another value.</summary>
/// <param name="Subject">Null for the emitting contract.</param>
/// <param name="Value">Null where the event says no number.</param>
public sealed record ParameterMapping(string Name, WordPlace? Subject, NumberSource? Value) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink) =>
        sink.On(new ParameterChanged(
            words.Contract,
            Name,
            Subject is { } place ? new Hash32(words.Word(place)) : words.Contract.ToWord(),
            Value?.Read(words, marketUnit: 1) ?? double.NaN));
}

/// <summary>A restriction of our ledger, or with neither mask nor time its end.</summary>
/// <param name="Mask">Capabilities as the ledger's bits; null for none.</param>
/// <param name="Until">Unix time [s], at most 40 bits; null for zero.</param>
public sealed record RestrictionMapping(WordPlace ScopeKey, WordPlace? Mask, WordPlace? Until) : FactMapping
{
    private protected override void Emit(in ArgumentWords words, MarketRegistry markets, IFactSink sink) =>
        sink.On(new RestrictionChanged(
            new Hash32(words.Word(ScopeKey)),
            (Capabilities)Number(words, Mask),
            new UnixSeconds((long)Number(words, Until))));

    // The masks and times of the ledger are narrower than this by their ABI types, which the layout has checked.
    private static ulong Number(in ArgumentWords words, WordPlace? place) => place is { } p ? AbiWords.ReadUInt64(words.Word(p), 0) : 0;
}
