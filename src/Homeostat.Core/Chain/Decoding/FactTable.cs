using System.Collections.Frozen;
using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>
/// A protocol's events compiled to a table keyed by contract and topic 0: one look-up, one check of all arguments and one
/// decode per log, however many read the facts, and nothing allocated. A log that is not in the table is nobody's.
/// </summary>
public sealed class FactTable
{
    /// <summary>A factory that anybody may call could fill the memory otherwise.</summary>
    public const int MaxContracts = 1_000_000;

    private readonly Dictionary<Address, int> _groups;
    private readonly List<(Address Contract, int Group)> _followed;
    private readonly FrozenDictionary<Hash32, Compiled>[] _events;

    /// <exception cref="ArgumentException">A contract in two groups, or an event twice in one.</exception>
    public FactTable(ImmutableArray<ContractGroup> groups, ImmutableArray<EventMapping> events, MarketRegistry markets)
    {
        ArgumentNullException.ThrowIfNull(markets);
        _groups = [];
        _followed = [];
        Groups = groups;
        Markets = markets;
        for (var group = 0; group < groups.Length; group++)
        {
            foreach (var address in groups[group].Addresses)
            {
                if (!_groups.TryAdd(address, group))
                {
                    throw new ArgumentException($"{address} is in two groups, {groups[_groups[address]].Slug} and {groups[group].Slug}", nameof(groups));
                }
            }
        }

        _events = [.. Enumerable.Range(0, groups.Length).Select(group => EventsOf(group, events))];
        Topics = [.. events.Select(e => e.Event.Declared.Topic0).Distinct()];
    }

    private FactTable(FactTable other)
    {
        (Groups, Markets, Topics, _events) = (other.Groups, other.Markets.Clone(), other.Topics, other._events);
        _groups = new Dictionary<Address, int>(other._groups);
        _followed = [.. other._followed];
    }

    public ImmutableArray<ContractGroup> Groups { get; }

    public MarketRegistry Markets { get; }

    /// <summary>Topic 0 of every event that it reads.</summary>
    public ImmutableArray<Hash32> Topics { get; }

    /// <summary>Every contract that it watches, followed ones included.</summary>
    public IReadOnlyCollection<Address> Contracts => _groups.Keys;

    /// <summary>The contracts that were added, in order.</summary>
    public IReadOnlyList<(Address Contract, int Group)> Followed => _followed;

    /// <summary>Whether events may add contracts, so that no list of addresses is complete.</summary>
    public bool Follows => _events.Any(e => e.Values.Any(c => c.Follows is not null));

    /// <summary>One that goes on growing by itself.</summary>
    public FactTable Clone() => new(this);

    /// <summary>The group that a contract belongs to, or −1.</summary>
    public int GroupOf(Address contract) => _groups.TryGetValue(contract, out var group) ? group : -1;

    /// <summary>Hands the log's facts to the sink. False for a log that is nobody's.</summary>
    /// <exception cref="EthereumFormatException">It is one of the table's events and does not have its shape: the block is unverifiable.</exception>
    public bool Decode(in LogView log, IFactSink sink)
    {
        var topics = log.TopicsBytes;
        if (topics.IsEmpty
            || !_groups.TryGetValue(log.Address, out var group)
            || !_events[group].TryGetValue(new Hash32(topics[..Hash32.Size]), out var compiled))
        {
            return false;
        }

        var words = new ArgumentWords(log.Address, topics, log.Data);
        compiled.Layout.Check(words);
        foreach (var fact in compiled.Facts)
        {
            fact.Map(words, Markets, sink);
        }

        if (compiled.Follows is { } followed)
        {
            Follow(followed.Contract.Read(words), followed.Group);
        }

        return true;
    }

    /// <summary>Watches one more contract. It only grows: a contract of a branch that a reorg removes is watched on.</summary>
    /// <exception cref="EthereumFormatException">More than <see cref="MaxContracts"/>.</exception>
    public void Follow(Address contract, int group)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)group, (uint)Groups.Length);
        if (_groups.Count == MaxContracts)
        {
            throw new EthereumFormatException($"more than {MaxContracts} contracts");
        }

        // What a factory says does not move a contract that is watched as something else.
        if (_groups.TryAdd(contract, group))
        {
            _followed.Add((contract, group));
        }
    }

    private static FrozenDictionary<Hash32, Compiled> EventsOf(int group, ImmutableArray<EventMapping> events)
    {
        var table = new Dictionary<Hash32, Compiled>();
        foreach (var mapping in events.Where(e => e.Group == group))
        {
            if (!table.TryAdd(mapping.Event.Declared.Topic0, new Compiled(mapping.Event.Layout, [.. mapping.Facts], mapping.Follows)))
            {
                throw new ArgumentException($"{mapping.Event.Declared.Signature} is mapped twice for one group", nameof(events));
            }
        }

        return table.ToFrozenDictionary();
    }

    private sealed record Compiled(ArgumentLayout Layout, FactMapping[] Facts, FollowedContract? Follows);
}
