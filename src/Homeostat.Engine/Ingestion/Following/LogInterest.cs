using System.Collections.Frozen;
using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Blocks;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>Which logs are wanted, ready to be compared with bloom filters and logs. Immutable.</summary>
public sealed class LogInterest
{
    // With more addresses than this nearly every full block's filter admits one of them by chance (each with probability
    // (share of set bits)³, an eighth when half are set), so that its "perhaps" says nothing.
    private const int MaxDoubtfulAddresses = 16;

    private readonly FrozenSet<Address> _addresses;
    private readonly ImmutableArray<FrozenSet<Hash32>> _topics;
    private readonly ImmutableArray<(Address Address, BloomKey Key)> _addressKeys;
    private readonly ImmutableArray<ImmutableArray<BloomKey>> _topicKeys;

    public LogInterest(LogFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Filter = filter;
        _addresses = filter.Addresses.ToFrozenSet();
        _topics = [.. filter.Topics.Select(t => t.ToFrozenSet())];
        _addressKeys = [.. filter.Addresses.Select(a => (a, BloomKey.Of(a)))];
        _topicKeys = [.. filter.Topics.Select(position => position.Select(BloomKey.Of).ToImmutableArray())];
    }

    public LogFilter Filter { get; }

    /// <summary>Every log is wanted.</summary>
    public bool IsEverything => _addresses.Count == 0 && _topics.All(t => t.Count == 0);

    /// <summary>False: a block with this filter has no log that is wanted, and need not be asked for any.</summary>
    public bool MayBeIn(ReadOnlySpan<byte> bloom) =>
        IsEverything ? bloom.ContainsAnyExcept((byte)0) : TopicsMayBeIn(bloom) && AnyAddressMayBeIn(bloom);

    public bool Matches(in LogView log)
    {
        if (_addresses.Count > 0 && !_addresses.Contains(log.Address))
        {
            return false;
        }

        for (var position = 0; position < _topics.Length; position++)
        {
            if (_topics[position].Count > 0 && (position >= log.TopicCount || !_topics[position].Contains(log.Topic(position))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Those of a block's logs that are wanted.</summary>
    internal LogBatch Among(IReadOnlyList<ConsensusReceipt> receipts)
    {
        var wanted = new LogBatch();
        foreach (var log in LogBatch.Of(receipts.SelectMany(r => r.Logs)))
        {
            if (Matches(log))
            {
                wanted.Add(log);
            }
        }

        return wanted;
    }

    /// <summary>A watched address that the filter admits and that none of the logs has; null when there is none to doubt.</summary>
    internal Address? Unexplained(ReadOnlySpan<byte> bloom, LogSlice logs)
    {
        if (_addressKeys.Length is 0 or > MaxDoubtfulAddresses || !TopicsMayBeIn(bloom))
        {
            return null;
        }

        foreach (var (address, key) in _addressKeys)
        {
            if (LogsBloom.MayContain(bloom, key) && !logs.HasOf(address))
            {
                return address;
            }
        }

        return null;
    }

    private bool AnyAddressMayBeIn(ReadOnlySpan<byte> bloom)
    {
        foreach (var (_, key) in _addressKeys)
        {
            if (LogsBloom.MayContain(bloom, key))
            {
                return true;
            }
        }

        return _addressKeys.IsEmpty;
    }

    private bool TopicsMayBeIn(ReadOnlySpan<byte> bloom)
    {
        foreach (var position in _topicKeys)
        {
            var may = position.IsEmpty;
            foreach (var key in position)
            {
                may |= LogsBloom.MayContain(bloom, key);
            }

            if (!may)
            {
                return false;
            }
        }

        return true;
    }
}
