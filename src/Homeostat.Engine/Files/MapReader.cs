using System.Collections.Immutable;

namespace Homeostat.Engine.Files;

/// <summary>
/// A mapping's keys, each asked for by name; <see cref="NoOthers"/> then reports those that nobody asked for. Whatever is
/// wrong is added to the problems and read as something harmless, so that reading goes on to the next problem.
/// </summary>
internal sealed class MapReader
{
    private readonly MapNode? _node;
    private readonly FilePlace _place;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <param name="node">Null where no mapping was found, which has been reported: nothing more is.</param>
    public MapReader(MapNode? node, FilePlace place, string path, FileProblems problems)
    {
        _node = node;
        _place = place;
        Path = path;
        Problems = problems;
    }

    public string Path { get; }

    public FilePlace Place => _place;

    public FileProblems Problems { get; }

    /// <summary>There is no mapping, which has been reported.</summary>
    public bool IsMissing => _node is null;

    /// <summary>Whether the key was written with something after it.</summary>
    public bool Has(string key) => _node is not null && _node.Entries.Any(e => e.Key == key && e.Value is not ScalarNode { IsNull: true });

    public Value Required(string key)
    {
        var value = Optional(key);
        if (value is not null)
        {
            return value;
        }

        if (_node is not null)
        {
            var empty = _node.Entries.FirstOrDefault(e => e.Key == key);
            Problems.Add(empty.Key is null ? _place : empty.KeyPlace, Child(key), null, empty.Key is null ? "is missing" : "has no value", null);
        }

        return new Value(null, _place, Child(key), Problems);
    }

    /// <summary>Null if the key is not there, or has nothing after it.</summary>
    public Value? Optional(string key)
    {
        _asked.Add(key);
        return Has(key) ? ValueOf(_node!.Entries.First(e => e.Key == key)) : null;
    }

    /// <summary>Every entry in the order written, for mappings whose keys are names that the user chose.</summary>
    public IEnumerable<(string Name, Value Value)> Named()
    {
        foreach (var entry in _node?.Entries ?? ImmutableArray<MapEntry>.Empty)
        {
            _asked.Add(entry.Key);
            yield return (entry.Key, ValueOf(entry));
        }
    }

    /// <summary>Call last: the keys that were asked for are the ones that exist.</summary>
    public void NoOthers()
    {
        foreach (var entry in (_node?.Entries ?? []).Where(e => !_asked.Contains(e.Key)))
        {
            var meant = Nearest.To(entry.Key, _asked);
            Problems.Add(
                entry.KeyPlace,
                Child(entry.Key),
                null,
                meant is null ? "is not a key here" : $"is not a key here; did you mean '{meant}'?",
                meant is null ? string.Join(", ", _asked.Order(StringComparer.Ordinal)) : null);
        }
    }

    public void Problem(string what, string? allowed) => Problems.Add(_place, Path, null, what, allowed);

    private Value ValueOf(MapEntry entry) => new(entry.Value, entry.KeyPlace, Child(entry.Key), Problems);

    private string Child(string key) => Path.Length == 0 ? key : $"{Path}.{key}";
}
