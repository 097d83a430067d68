using System.Buffers.Binary;
using System.Collections.Immutable;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>
/// Reads what a fact takes from an event: arguments by name, checked against its signature, or <c>$contract</c>, which is
/// whoever emitted it.
/// </summary>
/// <param name="layout">Null when the signature was wrong, which has been reported: names are not looked up then.</param>
internal sealed class ArgumentsReader(ArgumentLayout? layout, ContractsReader contracts, Bindings bindings)
{
    private const string Emitter = "$contract";
    private const string MarketDecimals = "market";
    private const int MaxDecimals = 77;

    public AddressSource Address(Value value)
    {
        var name = value.Text();
        if (name == Emitter)
        {
            return AddressSource.Contract;
        }

        var (type, place) = Find(value, name);
        if (type is not null and not AbiAddressType)
        {
            value.Problem($"is a {type}", $"an argument of type address, or {Emitter}");
        }

        return new AddressSource(place);
    }

    /// <summary>An argument of one word.</summary>
    public WordPlace Word(Value value) => Find(value, value.Text()).Place;

    /// <summary>An unsigned integer of at most 64 bits.</summary>
    public WordPlace Small(Value value)
    {
        var (type, place) = Find(value, value.Text());
        if (type is not null and not AbiUIntType { Bits: <= 64 })
        {
            value.Problem($"is a {type}", "an argument of type uint64 or smaller");
        }

        return place;
    }

    public NumberSource Number(Value value) => Number(value.Map(), mayMultiply: true);

    public NumberSource NumberOrNone(Value? value) => value is null ? NumberSource.None : Number(value);

    /// <summary>A number of a fact about no market: its decimals are written.</summary>
    public NumberSource NumberOfNoMarket(Value value)
    {
        var number = Number(value);
        if (number.InMarketUnits || number.Times is { InMarketUnits: true })
        {
            value.Problem($"has decimals: {MarketDecimals} and is about no market", $"decimals from 0 to {MaxDecimals}");
        }

        return number;
    }

    public MarketSource Market(Value value)
    {
        var map = value.Map();
        var argument = map.Optional("argument");
        var byContract = map.Optional("by_contract")?.Flag() ?? false;
        var discovers = map.Optional("discover")?.Flag() ?? false;
        map.NoOthers();
        if (argument is null && !byContract && !map.IsMissing)
        {
            map.Problem("does not say what tells markets apart", "argument, by_contract: true, or both");
        }

        return new MarketSource(byContract, argument is null ? null : Word(argument), discovers);
    }

    public ImmutableArray<Condition> Conditions(Value? value)
    {
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        foreach (var (name, wanted) in value?.Map().Named() ?? [])
        {
            var (type, place) = Find(wanted, name);
            var words = ImmutableArray.CreateBuilder<Hash32>();
            foreach (var one in wanted.Node is ListNode ? wanted.List() : [wanted])
            {
                words.AddRange(Wanted(one, type));
            }

            conditions.Add(new Condition(place, words.DrainToImmutable()));
        }

        return conditions.DrainToImmutable();
    }

    /// <summary>The words that an argument may be: of contracts by slug or address, a flag, or a small number.</summary>
    private IEnumerable<Hash32> Wanted(Value one, AbiType? type)
    {
        switch (type)
        {
            case null:
                return [];
            case AbiAddressType:
                return contracts.Addresses(one, bindings).Select(address => address.ToWord());
            case AbiBoolType:
                return [Word(one.Flag() ? 1 : 0)];
            case AbiUIntType:
                return [Word(one.Integer(0, int.MaxValue))];
            default:
                one.Problem($"is compared with an argument of type {type}", "an argument of type address, bool or uint");
                return [];
        }
    }

    private static Hash32 Word(int value)
    {
        var word = new byte[Hash32.Size];
        BinaryPrimitives.WriteInt32BigEndian(word.AsSpan(Hash32.Size - sizeof(int)), value);
        return new Hash32(word);
    }

    private NumberSource Number(MapReader map, bool mayMultiply)
    {
        var argument = map.Required("argument");
        var (type, place) = Find(argument, argument.Text());
        var form = type is AbiIntType ? NumberForm.Signed : NumberForm.Unsigned;
        if (type is not null and not AbiUIntType and not AbiIntType and not AbiBoolType)
        {
            argument.Problem($"is a {type}", "an argument that is an integer or a flag");
        }

        if (map.Optional("as") is { } transform)
        {
            transform.Choice(("sqrt_price_x96", 0));
            form = NumberForm.SquareRootX96;
        }

        var written = map.Optional("decimals");
        var ofMarket = written?.Node is ScalarNode { Text: MarketDecimals };
        var decimals = written is null || ofMarket ? 0 : bindings.Integer(written, 0, MaxDecimals);
        var negate = map.Optional("negate")?.Flag() ?? false;
        var times = mayMultiply && map.Optional("times") is { } factor ? Number(factor.Map(), mayMultiply: false) : null;
        map.NoOthers();
        return new NumberSource(place, form, Math.Pow(10, decimals), negate, times) { InMarketUnits = ofMarket };
    }

    private (AbiType? Type, WordPlace Place) Find(Value value, string name)
    {
        if (layout is null || name.Length == 0)
        {
            return default;
        }

        try
        {
            return layout.Find(name);
        }
        catch (Ethereum.EthereumFormatException e)
        {
            value.Problem(e.Message.TrimEnd('.'), string.Join(", ", layout.Names));
            return default;
        }
    }
}
