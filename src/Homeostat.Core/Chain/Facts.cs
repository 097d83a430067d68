using Homeostat.Ethereum;

namespace Homeostat.Core.Chain;

/// <summary>Where a price comes from: what the protocol trades at, what it believes, and what the world says.</summary>
public enum PriceKind
{
    /// <summary>The protocol's own last traded price.</summary>
    Mark,

    /// <summary>The price that the protocol reads from its oracle.</summary>
    Index,
}

public readonly record struct PriceObserved(int Market, PriceKind Kind, double Price);

/// <param name="AmountUsd">Positive into the protocol, negative out of it [USD].</param>
public readonly record struct CollateralMoved(Address Account, double AmountUsd);

/// <summary>An asset into or out of the protocol whose price is that of a market, for protocols that hold several.</summary>
/// <param name="Amount">Positive into the protocol, negative out of it [base units of the market].</param>
public readonly record struct AssetMoved(int Market, Address Account, double Amount);

/// <param name="BaseDelta">Change of the taker's position [base units].</param>
/// <param name="QuoteDelta">Change of the taker's quote balance [USD].</param>
/// <param name="FeeUsd">Fee paid [USD].</param>
public readonly record struct PositionChanged(int Market, Address Account, double BaseDelta, double QuoteDelta, double FeeUsd);

/// <param name="BaseSize">What was liquidated [base units].</param>
/// <param name="PenaltyUsd">What the account pays for it [USD].</param>
public readonly record struct Liquidated(int Market, Address Account, Address Liquidator, double BaseSize, double PenaltyUsd);

/// <param name="ByGate">
/// Said by our gate, which can be believed; otherwise by the proxy itself, whose code may be the thief's and lie.
/// </param>
public readonly record struct ImplementationChanged(Address Proxy, Address Implementation, bool ByGate);

/// <param name="Approved">False when the council took its approval back.</param>
public readonly record struct ImplementationApproval(Address Proxy, Address Implementation, bool Approved);

/// <param name="Name">What the protocol's definition calls it.</param>
/// <param name="Subject">What it is a parameter of or is set to, such as an asset, a role or a contract, as a word.</param>
/// <param name="Value">In the event's own unit; NaN where it says no number.</param>
public readonly record struct ParameterChanged(Address Contract, string Name, Hash32 Subject, double Value);

/// <summary>A call of a function that users call, successful or not.</summary>
/// <param name="What">What the function lets its caller do.</param>
public readonly record struct CapabilityExercised(Address Contract, Address Caller, ExercisedCapabilities What);

public enum PrivilegeKind
{
    Owner,
    Admin,
    RoleGranted,
    RoleRevoked,
}

public readonly record struct PrivilegeChanged(Address Target, PrivilegeKind Kind, Address Holder);

/// <param name="Until">When it lapses by itself; zero when it was lifted.</param>
public readonly record struct RestrictionChanged(Hash32 ScopeKey, Capabilities Blocked, UnixSeconds Until);

/// <summary>
/// Takes facts in the order of the block's logs. Values, not objects: decoding allocates nothing per event.
/// </summary>
public interface IFactSink
{
    void On(in PriceObserved fact)
    {
    }

    void On(in CollateralMoved fact)
    {
    }

    void On(in AssetMoved fact)
    {
    }

    void On(in ParameterChanged fact)
    {
    }

    void On(in CapabilityExercised fact)
    {
    }

    void On(in PositionChanged fact)
    {
    }

    void On(in Liquidated fact)
    {
    }

    void On(in ImplementationChanged fact)
    {
    }

    void On(in ImplementationApproval fact)
    {
    }

    void On(in PrivilegeChanged fact)
    {
    }

    void On(in RestrictionChanged fact)
    {
    }
}
