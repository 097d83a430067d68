using System.Collections.Immutable;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>Reads <c>events</c>: which contracts emit what, and the facts in it.</summary>
internal sealed class EventsReader(ContractsReader contracts, Bindings bindings)
{
    private const string SignatureWords = "a declaration such as Transfer(address indexed from, address indexed to, uint256 value)";

    private readonly HashSet<(int Group, Hash32 Topic)> _seen = [];

    public ImmutableArray<EventMapping> Read(Value value)
    {
        var events = ImmutableArray.CreateBuilder<EventMapping>();
        foreach (var item in value.List())
        {
            Read(item.Map(), events);
        }

        return events.DrainToImmutable();
    }

    private void Read(MapReader map, ImmutableArray<EventMapping>.Builder events)
    {
        var on = map.Required("on");
        var groups = (on.Node is ListNode ? on.List() : [on]).Select(contracts.Find).ToList();
        var written = map.Required("event");
        var declared = Signature(written);
        var arguments = new ArgumentsReader(declared?.Layout, contracts, bindings);
        var facts = ImmutableArray.CreateBuilder<FactMapping>();
        foreach (var item in map.Optional("facts")?.List() ?? [])
        {
            if (new FactReader(item.Map(), arguments).Read() is { } fact)
            {
                facts.Add(fact);
            }
        }

        var follows = map.Optional("follows") is { } value ? Follows(value.Map(), arguments) : null;
        map.NoOthers();
        foreach (var group in groups)
        {
            if (declared is null || group < 0)
            {
                continue;
            }

            if (!_seen.Add((group, declared.Declared.Topic0)))
            {
                written.Problem("is described twice for one contract", null);
            }

            events.Add(new EventMapping(group, declared, facts.ToImmutable(), follows));
        }
    }

    private FollowedContract Follows(MapReader map, ArgumentsReader arguments)
    {
        var followed = new FollowedContract(arguments.Address(map.Required("contract")), contracts.Find(map.Required("as")));
        map.NoOthers();
        return followed;
    }

    private static AbiEventLayout? Signature(Value value)
    {
        var text = value.Text();
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return new AbiEventLayout(AbiEvent.Parse(text));
        }
        catch (EthereumFormatException e)
        {
            value.Problem($"is no event: {e.Message}", SignatureWords);
            return null;
        }
    }
}
