using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>Reads one fact of an event.</summary>
internal sealed class FactReader(MapReader map, ArgumentsReader arguments)
{
    private enum Kind
    {
        Price,
        Collateral,
        Asset,
        Parameter,
        Position,
        Liquidation,
        Implementation,
        Approval,
        Privilege,
        Restriction,
    }

    /// <summary>Null where no mapping was found, which has been reported.</summary>
    public FactMapping? Read()
    {
        if (map.IsMissing)
        {
            return null;
        }

        var kind = map.Required("fact").Choice(
            ("price", Kind.Price),
            ("collateral", Kind.Collateral),
            ("asset", Kind.Asset),
            ("parameter", Kind.Parameter),
            ("position", Kind.Position),
            ("liquidation", Kind.Liquidation),
            ("implementation", Kind.Implementation),
            ("approval", Kind.Approval),
            ("privilege", Kind.Privilege),
            ("restriction", Kind.Restriction));
        var conditions = arguments.Conditions(map.Optional("when"));
        var fact = Read(kind) with { When = conditions };
        map.NoOthers();
        return fact;
    }

    private FactMapping Read(Kind kind) => kind switch
    {
        Kind.Price => new PriceMapping(
            Market(),
            map.Required("kind").Choice(("index", PriceKind.Index), ("mark", PriceKind.Mark)),
            arguments.Number(map.Required("price"))),
        Kind.Collateral => new CollateralMapping(Address("account"), arguments.NumberOfNoMarket(map.Required("amount"))),
        Kind.Asset => new AssetMapping(Market(), Address("account"), arguments.Number(map.Required("amount"))),
        Kind.Parameter => new ParameterMapping(
            map.Required("name").Text(ProtocolFile.NamePattern(), ProtocolFile.NameWords),
            map.Optional("subject") is { } subject ? arguments.Word(subject) : null,
            map.Optional("value") is { } number ? arguments.NumberOfNoMarket(number) : null),
        Kind.Position => new PositionMapping(
            Market(),
            Address("account"),
            arguments.Number(map.Required("base")),
            arguments.NumberOrNone(map.Optional("quote")),
            arguments.NumberOrNone(map.Optional("fee"))),
        Kind.Liquidation => new LiquidationMapping(
            Market(),
            Address("account"),
            Address("liquidator"),
            arguments.Number(map.Required("base")),
            arguments.NumberOrNone(map.Optional("penalty"))),
        Kind.Implementation => new ImplementationMapping(
            Address("proxy"), Address("implementation"), map.Optional("by_gate")?.Flag() ?? false),
        Kind.Approval => new ApprovalMapping(Address("proxy"), Address("implementation"), map.Required("approved").Flag()),
        Kind.Privilege => new PrivilegeMapping(
            Address("target"),
            map.Required("kind").Choice(
                ("owner", PrivilegeKind.Owner),
                ("admin", PrivilegeKind.Admin),
                ("role_granted", PrivilegeKind.RoleGranted),
                ("role_revoked", PrivilegeKind.RoleRevoked)),
            Address("holder")),
        _ => new RestrictionMapping(
            arguments.Word(map.Required("scope")),
            map.Optional("mask") is { } mask ? arguments.Small(mask) : null,
            map.Optional("until") is { } until ? arguments.Small(until) : null),
    };

    private MarketSource Market() => arguments.Market(map.Required("market"));

    private AddressSource Address(string key) => arguments.Address(map.Required(key));
}
