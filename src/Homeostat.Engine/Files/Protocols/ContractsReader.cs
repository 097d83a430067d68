using System.Collections.Immutable;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>Reads <c>contracts</c>: a slug each, with the addresses that run the same code; none yet where a factory makes them.</summary>
internal sealed class ContractsReader
{
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<Address, string> _owners = [];

    public ContractsReader(Value value, Bindings bindings)
    {
        var groups = ImmutableArray.CreateBuilder<ContractGroup>();
        foreach (var item in value.List())
        {
            var map = item.Map();
            var slug = map.Required("slug");
            var name = slug.Text(ProtocolFile.SlugPattern(), ProtocolFile.SlugWords);
            if (name.Length > 0 && !_groups.TryAdd(name, groups.Count))
            {
                slug.Problem("is the slug of two contracts; each slug once", null);
            }

            groups.Add(new ContractGroup(name, Addresses(map, name, bindings)));
            map.NoOthers();
        }

        if (value.Node is ListNode && groups.Count == 0)
        {
            value.Problem("is empty, so nothing would be watched", "at least one contract");
        }

        Groups = groups.DrainToImmutable();
    }

    public ImmutableArray<ContractGroup> Groups { get; }

    /// <summary>The place of the group that a value names; −1, with a problem, if there is none.</summary>
    public int Find(Value value)
    {
        var name = value.Text();
        if (_groups.TryGetValue(name, out var group))
        {
            return group;
        }

        if (!value.IsMissing)
        {
            var meant = Nearest.To(name, _groups.Keys);
            value.Problem(
                meant is null ? "is no contract of this file" : $"is no contract of this file; did you mean '{meant}'?",
                meant is null ? string.Join(", ", _groups.Keys.Order(StringComparer.Ordinal)) : null);
        }

        return -1;
    }

    /// <summary>Those of a contract named by its slug, or the one that is written.</summary>
    public ImmutableArray<Address> Addresses(Value value, Bindings bindings)
    {
        if (!_groups.TryGetValue(value.Text(), out var group))
        {
            return [bindings.Address(value)];
        }

        if (Groups[group].Addresses.IsEmpty)
        {
            value.Problem("has no address", "a contract with at least one, or an address");
        }

        return Groups[group].Addresses;
    }

    private ImmutableArray<Address> Addresses(MapReader map, string slug, Bindings bindings)
    {
        var one = map.Optional("address");
        var many = map.Optional("addresses");
        if (one is not null && many is not null)
        {
            map.Problem("has address and addresses", "one of them");
        }

        var addresses = ImmutableArray.CreateBuilder<Address>();
        foreach (var value in one is null ? many?.List() ?? [] : [one])
        {
            var address = bindings.Address(value);
            if (address != default && !_owners.TryAdd(address, slug))
            {
                value.Problem($"is an address of '{_owners[address]}' already", null);
            }

            addresses.Add(address);
        }

        return addresses.DrainToImmutable();
    }
}
