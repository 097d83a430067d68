using Homeostat.Ethereum.Hashing;

namespace Homeostat.Ethereum.Abi;

/// <summary>An event of a contract. An indexed parameter of a dynamic or composite type is in its topic as a hash only.</summary>
public sealed class AbiEvent
{
    private const int MaxTopics = 4;

    private readonly AbiTupleType _dataParameters;

    public AbiEvent(string name, AbiTupleType inputs, bool isAnonymous)
    {
        Name = name;
        Inputs = inputs;
        IsAnonymous = isAnonymous;
        Signature = name + inputs.Name;
        Topic0 = Keccak256.Hash(Signature);
        _dataParameters = new AbiTupleType([.. inputs.Components.Where(input => !input.IsIndexed)]);
        IndexedCount = inputs.Components.Count - _dataParameters.Components.Count;
        if (IndexedCount + FirstIndexed > MaxTopics)
        {
            throw new EthereumFormatException($"The event {Excerpt.Of(name)} has more indexed parameters than a log has topics.");
        }
    }

    public string Name { get; }

    public AbiTupleType Inputs { get; }

    /// <summary>Whether logs carry no topic 0.</summary>
    public bool IsAnonymous { get; }

    public string Signature { get; }

    public Hash32 Topic0 { get; }

    public int IndexedCount { get; }

    private int FirstIndexed => IsAnonymous ? 0 : 1;

    /// <summary>Reads "Transfer(address indexed from, address indexed to, uint256 value)".</summary>
    public static AbiEvent Parse(string text)
    {
        ParsedSignature parsed = SignatureParser.Parse(text, "event");
        return new AbiEvent(parsed.Name, parsed.Inputs, parsed.Modifiers.Contains("anonymous"));
    }

    /// <summary>
    /// Whether the topics are those of this event. A token with the same signature and other indexed parameters has
    /// another number of topics.
    /// </summary>
    public bool Matches(IReadOnlyList<Hash32> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        return topics.Count == FirstIndexed + IndexedCount && (IsAnonymous || topics[0] == Topic0);
    }

    /// <summary>The values in the order of declaration; an indexed dynamic or composite one as the 32 bytes of its hash.</summary>
    public AbiValue[] Decode(IReadOnlyList<Hash32> topics, ReadOnlySpan<byte> data)
    {
        if (!Matches(topics))
        {
            throw new EthereumFormatException($"The topics are not those of {Excerpt.Of(Signature)}.");
        }

        AbiValue[] fromData = AbiDecoder.Decode(_dataParameters, data);
        var values = new AbiValue[Inputs.Components.Count];
        int nextTopic = FirstIndexed;
        int nextData = 0;
        for (int i = 0; i < values.Length; i++)
        {
            AbiParameter input = Inputs.Components[i];
            values[i] = input.IsIndexed ? DecodeTopic(input.Type, topics[nextTopic++]) : fromData[nextData++];
        }

        return values;
    }

    public override string ToString() => Signature;

    private static AbiValue DecodeTopic(AbiType type, Hash32 topic)
    {
        if (type.IsDynamic || type.Depth > 0)
        {
            return topic;
        }

        Span<byte> word = stackalloc byte[AbiWords.WordSize];
        topic.WriteTo(word);
        return AbiWordDecoder.Decode(type, word);
    }
}
