namespace Homeostat.Ethereum.Abi;

/// <summary>
/// Where the arguments of an event or function stand, worked out once, so that logs and calls are checked in full against
/// their signature and read in place without allocating.
/// </summary>
public sealed class ArgumentLayout
{
    // Each word of a static argument is checked by itself. No event or call that anybody watches comes near.
    private const int MaxHeadBytes = 64 * 1024;

    private readonly string _signature;
    private readonly AbiTupleType _dataParameters;
    private readonly int _topicBytes;
    private readonly WordCheck[] _topicChecks;
    private readonly WordCheck[] _dataChecks;
    private readonly Dictionary<string, (AbiType Type, WordPlace Place)> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    private ArgumentLayout(string signature, AbiTupleType inputs, int firstTopic, bool isEvent)
    {
        _signature = signature;
        _dataParameters = new AbiTupleType([.. inputs.Components.Where(input => !isEvent || !input.IsIndexed)]);
        if (inputs.Components.Sum(input => (long)input.Type.HeadSize) > MaxHeadBytes)
        {
            throw new EthereumFormatException($"The static arguments of {Excerpt.Of(signature)} are longer than {MaxHeadBytes} bytes.");
        }

        var topicChecks = new List<WordCheck>();
        var dataChecks = new List<WordCheck>();
        int topic = firstTopic;
        int head = 0;
        foreach (AbiParameter input in inputs.Components)
        {
            bool isIndexed = isEvent && input.IsIndexed;
            var place = new WordPlace(isIndexed, isIndexed ? topic++ * Hash32.Size : head);
            head += isIndexed ? 0 : input.Type.HeadSize;
            Place(input, place, isIndexed ? topicChecks : dataChecks);
        }

        _topicBytes = topic * Hash32.Size;
        _topicChecks = [.. topicChecks];
        _dataChecks = [.. dataChecks];
    }

    /// <summary>The arguments that can be read in place.</summary>
    public IEnumerable<string> Names => _words.Keys;

    public static ArgumentLayout Of(AbiEvent declared)
    {
        ArgumentNullException.ThrowIfNull(declared);
        return new ArgumentLayout(declared.Signature, declared.Inputs, declared.IsAnonymous ? 0 : 1, isEvent: true);
    }

    /// <summary>Of a call's input behind its selector.</summary>
    public static ArgumentLayout Of(AbiFunction declared)
    {
        ArgumentNullException.ThrowIfNull(declared);
        return new ArgumentLayout(declared.Signature, declared.Inputs, firstTopic: 0, isEvent: false);
    }

    /// <summary>The type and place of an argument that is one word.</summary>
    /// <exception cref="EthereumFormatException">There is no such argument, or it is not one word: an array, a text, or indexed as a hash only.</exception>
    public (AbiType Type, WordPlace Place) Find(string name) => _words.TryGetValue(name, out var found)
        ? found
        : throw new EthereumFormatException(_unreadable.Contains(name)
            ? $"The argument '{Excerpt.Of(name)}' of {Excerpt.Of(_signature)} is not a single word."
            : $"{Excerpt.Of(_signature)} has no argument '{Excerpt.Of(name)}'.");

    /// <summary>Checks all arguments: their number, length, and that each is one of its type.</summary>
    /// <exception cref="EthereumFormatException">They are not those of this signature.</exception>
    public void Check(in ArgumentWords words)
    {
        if (words.Topics.Length != _topicBytes)
        {
            throw Misfit($"{words.Topics.Length / Hash32.Size} topics, not {_topicBytes / Hash32.Size}");
        }

        if (_dataParameters.IsDynamic)
        {
            AbiChecker.Check(_dataParameters, words.Data);
        }
        else if (words.Data.Length != _dataParameters.HeadSize)
        {
            throw Misfit($"{words.Data.Length} bytes of data, not {_dataParameters.HeadSize}");
        }
        else
        {
            Check(_dataChecks, words);
        }

        Check(_topicChecks, words);
    }

    private void Check(WordCheck[] checks, in ArgumentWords words)
    {
        foreach (ref readonly WordCheck check in checks.AsSpan())
        {
            if (!check.Holds(words.Word(check.Place)))
            {
                throw Misfit("bits beyond the type of an argument");
            }
        }
    }

    // A static tuple or array in the data is flattened for its checks; only elementary arguments can be read by name.
    private void Place(AbiParameter input, WordPlace place, List<WordCheck> checks)
    {
        bool isWord = !input.Type.IsDynamic && input.Type.Depth == 0;
        if (isWord && input.Name.Length > 0)
        {
            _words.TryAdd(input.Name, (input.Type, place));
        }
        else if (input.Name.Length > 0)
        {
            _unreadable.Add(input.Name);
        }

        if (!input.Type.IsDynamic && !(place.InTopics && !isWord))
        {
            Nest(input, place);
            Flatten(input.Type, place, checks);
        }
    }

    // The elements of a struct are found by the names on the way to them: trade.amount.
    private void Nest(AbiParameter input, WordPlace place)
    {
        if (input.Type is not AbiTupleType tuple || input.Name.Length == 0)
        {
            return;
        }

        foreach (AbiParameter component in tuple.Components)
        {
            AbiParameter named = component with { Name = $"{input.Name}.{component.Name}" };
            if (component.Name.Length > 0 && component.Type.Depth == 0)
            {
                _words.TryAdd(named.Name, (component.Type, place));
            }
            else
            {
                Nest(named, place);
            }

            place = place with { Offset = place.Offset + component.Type.HeadSize };
        }
    }

    private static void Flatten(AbiType type, WordPlace place, List<WordCheck> checks)
    {
        switch (type)
        {
            case AbiFixedArrayType array:
                for (int i = 0; i < array.Length; i++)
                {
                    Flatten(array.Element, place with { Offset = place.Offset + (i * array.Element.HeadSize) }, checks);
                }

                break;
            case AbiTupleType tuple:
                foreach (AbiParameter component in tuple.Components)
                {
                    Flatten(component.Type, place, checks);
                    place = place with { Offset = place.Offset + component.Type.HeadSize };
                }

                break;
            default:
                if (WordCheck.Of(type, place) is { } check)
                {
                    checks.Add(check);
                }

                break;
        }
    }

    private EthereumFormatException Misfit(string what) => new($"Not the arguments of {Excerpt.Of(_signature)}: {what}.");
}
