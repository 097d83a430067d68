using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Core.Detection.PrivilegedChange;

/// <summary>Which code is live behind each proxy, and which of it the council approved. Immutable.</summary>
internal sealed class LiveCode
{
    public static readonly LiveCode Unknown = new(ImmutableSortedDictionary<Address, Address>.Empty, []);

    private readonly ImmutableSortedDictionary<Address, Address> _live;
    private readonly ImmutableHashSet<(Address Proxy, Address Code)> _approved;

    private LiveCode(ImmutableSortedDictionary<Address, Address> live, ImmutableHashSet<(Address Proxy, Address Code)> approved)
    {
        _live = live;
        _approved = approved;
        Unapproved = [.. live.Where(l => !approved.Contains((l.Key, l.Value)))];
    }

    /// <summary>Proxies that run code which nobody approved, with that code.</summary>
    public ImmutableArray<KeyValuePair<Address, Address>> Unapproved { get; }

    public bool IsApproved(Address proxy, Address code) => _approved.Contains((proxy, code));

    public LiveCode With(in ImplementationApproval fact) => new(
        _live,
        fact.Approved ? _approved.Add((fact.Proxy, fact.Implementation)) : _approved.Remove((fact.Proxy, fact.Implementation)));

    /// <summary>A proxy's own word can only accuse it: rogue code may claim to be the approved one.</summary>
    public LiveCode With(in ImplementationChanged fact) => fact.ByGate || !IsApproved(fact.Proxy, fact.Implementation)
        ? new LiveCode(_live.SetItem(fact.Proxy, fact.Implementation), _approved)
        : this;
}
