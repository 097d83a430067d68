using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Homeostat.Engine.Files;

/// <summary>
/// One value of a file, read as what its key wants. Every accessor reports a wrong value and then returns a harmless one.
/// </summary>
internal sealed partial class Value
{
    private readonly Node? _node;
    private readonly FilePlace _keyPlace;

    /// <param name="node">Null where a required value is missing, which has been reported.</param>
    public Value(Node? node, FilePlace keyPlace, string path, FileProblems problems)
    {
        _node = node;
        _keyPlace = keyPlace;
        Path = path;
        Problems = problems;
    }

    /// <summary>Where the key is written; for a list item, the item.</summary>
    public FilePlace KeyPlace => _keyPlace;

    /// <summary>Dotted path from the root.</summary>
    public string Path { get; }

    public FileProblems Problems { get; }

    public Node? Node => _node;

    public FilePlace Place => _node?.Place ?? _keyPlace;

    public bool IsMissing => _node is null;

    public string Text() => Scalar("text")?.Text.Trim() ?? "";

    /// <param name="allowed">The pattern in words.</param>
    public string Text(Regex pattern, string allowed)
    {
        var text = Scalar(allowed)?.Text;
        if (text is not null && !pattern.IsMatch(text))
        {
            Problem("is malformed", allowed);
            return "";
        }

        return text ?? "";
    }

    public double Number(Bounds bounds)
    {
        if (Scalar(bounds.ToString()) is not { } scalar)
        {
            return Harmless(bounds);
        }

        if (!NumberPattern().IsMatch(scalar.Text)
            || !double.TryParse(scalar.Text.Replace("_", ""), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
        {
            Problem("is not a number", bounds.ToString());
            return Harmless(bounds);
        }

        if (!bounds.Hold(number))
        {
            Problem("is out of range", bounds.ToString());
            return Harmless(bounds);
        }

        return number;
    }

    public int Integer(int min, int max) => Integer(min, max, min);

    /// <param name="otherwise">What stands in for a wrong value; choose it so that nothing else seems wrong too.</param>
    public int Integer(int min, int max, int otherwise)
    {
        var allowed = $"a whole number from {min} to {max}";
        if (Scalar(allowed) is not { } scalar)
        {
            return otherwise;
        }

        if (!WholePattern().IsMatch(scalar.Text))
        {
            Problem("is not a whole number", allowed);
            return otherwise;
        }

        if (!long.TryParse(scalar.Text.Replace("_", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || number < min
            || number > max)
        {
            Problem("is out of range", allowed);
            return otherwise;
        }

        return (int)number;
    }

    public bool Flag() => Flag(otherwise: false);

    /// <param name="otherwise">What stands in for a wrong value; choose it so that nothing else seems wrong too.</param>
    public bool Flag(bool otherwise)
    {
        if (Scalar("true, false") is not { } scalar)
        {
            return otherwise;
        }

        if (scalar.Text is not ("true" or "false"))
        {
            Problem("is neither true nor false", "true, false");
            return otherwise;
        }

        return scalar.Text == "true";
    }

    /// <summary>A moment in UTC as seconds since 1970-01-01.</summary>
    public long Time()
    {
        const string Allowed = "a time in UTC, such as 2025-02-05T12:00:00Z";
        if (Scalar(Allowed) is not { } scalar)
        {
            return 0;
        }

        if (DateTimeOffset.TryParseExact(
            scalar.Text,
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time))
        {
            return time.ToUnixTimeSeconds();
        }

        Problem("is not a time", Allowed);
        return 0;
    }

    /// <summary>One of the words; the first where something else was written.</summary>
    public T Choice<T>(params ReadOnlySpan<(string Word, T Meaning)> choices)
    {
        var words = string.Join(", ", choices.ToArray().Select(c => c.Word));
        if (Scalar(words) is { } scalar)
        {
            foreach (var (word, meaning) in choices)
            {
                if (word == scalar.Text)
                {
                    return meaning;
                }
            }

            Problem("is not one of them", words);
        }

        return choices[0].Meaning;
    }

    public MapReader Map()
    {
        if (_node is not null and not MapNode)
        {
            Problems.Add(Place, Path, null, $"is {_node.Kind}, a mapping was expected", null);
        }

        return new MapReader(_node as MapNode, Place, Path, Problems);
    }

    public ImmutableArray<Value> List()
    {
        if (_node is ListNode list)
        {
            return [.. list.Items.Select((item, i) => new Value(item, item.Place, $"{Path}[{i}]", Problems))];
        }

        if (_node is not null)
        {
            Problems.Add(Place, Path, null, $"is {_node.Kind}, a list was expected", null);
        }

        return [];
    }

    /// <summary>Reports this value; what was written is quoted if it is a single value.</summary>
    public void Problem(string what, string? allowed) => Problems.Add(Place, Path, (_node as ScalarNode)?.Text, what, allowed);

    private ScalarNode? Scalar(string allowed)
    {
        if (_node is null)
        {
            return null;
        }

        if (_node is ScalarNode { IsNull: false } scalar)
        {
            return scalar;
        }

        Problems.Add(Place, Path, null, $"is {_node.Kind}, a single value was expected", allowed);
        return null;
    }

    private static double Harmless(Bounds bounds) => bounds.WithoutMin ? Math.Min(bounds.Max, bounds.Min + 1) : Math.Max(bounds.Min, Math.Min(0, bounds.Max));

    [GeneratedRegex(@"\A[+-]?[0-9]+(_[0-9]+)*(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\A[+-]?[0-9]+(_[0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholePattern();
}
