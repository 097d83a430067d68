using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Homeostat.Engine.Files;

/// <summary>
/// YAML text as a <see cref="Node"/> tree. The part of YAML that says one thing in one way: one document, no anchors,
/// aliases or tags, scalars as written. Hence no document can grow when it is read.
/// </summary>
internal sealed class YamlNodes
{
    private readonly string _file;
    private readonly Parser _parser;
    private readonly FileProblems _problems;
    private FilePlace _last;
    private int _nodes;

    private YamlNodes(string file, string text, FileProblems problems)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
        _problems = problems;
        _last = new FilePlace(file, 1, 1);
    }

    /// <summary>Null, with a problem, if there is no tree to be had.</summary>
    public static Node? Parse(string file, string text, FileProblems problems)
    {
        try
        {
            return new YamlNodes(file, text, problems).Document();
        }
        catch (UnreadableException e)
        {
            problems.Add(e.Place, "", null, e.Message, null);
        }
        catch (YamlException e)
        {
            var place = new FilePlace(file, (int)e.Start.Line, (int)e.Start.Column);
            if (TabIndentedLine(text, place.Line) is { } line)
            {
                problems.Add(new FilePlace(file, line, 1), "", null, "a tab cannot indent YAML; use spaces", null);
            }
            else
            {
                problems.Add(place, "", null, $"is not YAML: {e.Message}", null);
            }
        }

        return null;
    }

    private Node? Document()
    {
        Next<StreamStart>();
        if (Next() is not DocumentStart)
        {
            throw new UnreadableException(new FilePlace(_file, 0, 0), "is empty");
        }

        var root = Value(Next(), 0);
        Next<DocumentEnd>();
        var after = Next();
        return after is StreamEnd ? root : throw new UnreadableException(At(after), "a second document begins here; one file holds one");
    }

    private Node Value(ParsingEvent e, int depth)
    {
        if (++_nodes > ReadingLimits.Nodes)
        {
            throw new UnreadableException(At(e), $"has more than {ReadingLimits.Nodes} values");
        }

        if (depth > ReadingLimits.Depth)
        {
            throw new UnreadableException(At(e), $"is nested more than {ReadingLimits.Depth} deep");
        }

        RefuseIndirection(e);
        return e switch
        {
            Scalar scalar => Text(scalar),
            SequenceStart start => List(start, depth),
            MappingStart start => Map(start, depth),
            _ => throw new UnreadableException(At(e), "a value was expected"),
        };
    }

    private ScalarNode Text(Scalar scalar) => scalar.Value.Length <= ReadingLimits.ScalarChars
        ? new ScalarNode(At(scalar), scalar.Value, scalar.Style != ScalarStyle.Plain)
        : throw new UnreadableException(At(scalar), $"a value is longer than {ReadingLimits.ScalarChars} characters");

    private ListNode List(SequenceStart start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        for (var e = Next(); e is not SequenceEnd; e = Next())
        {
            items.Add(Value(e, depth + 1));
        }

        return new ListNode(At(start), items.DrainToImmutable());
    }

    private MapNode Map(MappingStart start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var e = Next(); e is not MappingEnd; e = Next())
        {
            var (key, place) = Key(e);
            var value = Value(Next(), depth + 1);
            if (lines.TryAdd(key, place.Line))
            {
                entries.Add(new MapEntry(key, place, value));
            }
            else
            {
                _problems.Add(place, key, null, $"is written twice, first in line {lines[key]}", null);
            }
        }

        return new MapNode(At(start), entries.DrainToImmutable());
    }

    private (string Key, FilePlace Place) Key(ParsingEvent e)
    {
        RefuseIndirection(e);
        return e is Scalar scalar && scalar.Value.Length <= ReadingLimits.KeyChars
            ? (scalar.Value, At(scalar))
            : throw new UnreadableException(At(e), $"a key must be a word of at most {ReadingLimits.KeyChars} characters");
    }

    private void RefuseIndirection(ParsingEvent e)
    {
        if (e is AnchorAlias || e is NodeEvent { Anchor.IsEmpty: false })
        {
            throw new UnreadableException(At(e), "anchors (&) and aliases (*) are not read; write the value out, or quote it");
        }

        if (e is NodeEvent { Tag.IsEmpty: false })
        {
            throw new UnreadableException(At(e), "tags (!) are not read; remove it, or quote the value");
        }
    }

    private ParsingEvent Next()
    {
        do
        {
            if (!Advance())
            {
                throw new UnreadableException(_last, "ends too early");
            }
        }
        while (_parser.Current is Comment);
        _last = At(_parser.Current!);
        return _parser.Current!;
    }

    // YamlDotNet 16.3 answers some malformed text (an unclosed flow mapping before a dedent) with an
    // InvalidOperationException and no place: what was read last is the nearest that there is.
    private bool Advance()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception e) when (e is not YamlException)
        {
            throw new UnreadableException(_last, "is not YAML after this; is a bracket or quote left open?");
        }
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        var e = Next();
        if (e is not T)
        {
            throw new UnreadableException(At(e), "is not YAML");
        }
    }

    private FilePlace At(ParsingEvent e) => new(_file, (int)e.Start.Line, (int)e.Start.Column);

    /// <summary>The first such line from <paramref name="from"/> on: errors are told where the block began.</summary>
    private static int? TabIndentedLine(string text, int from)
    {
        var lines = text.Split('\n');
        for (var i = Math.Max(0, from - 1); i < lines.Length; i++)
        {
            if (lines[i].TakeWhile(c => c is ' ' or '\t').Contains('\t'))
            {
                return i + 1;
            }
        }

        return null;
    }
}
