using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Homeostat.Engine.Files;

/// <summary>JSON text as a <see cref="Node"/> tree.</summary>
internal static class JsonNodes
{
    private static readonly JsonReaderOptions _options = new() { MaxDepth = ReadingLimits.Depth };

    /// <summary>Null, with a problem, if there is no tree to be had.</summary>
    public static Node? Parse(string file, string text, FileProblems problems)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, _options);
        try
        {
            reader.Read();
            var root = Value(ref reader, new Source(file, bytes, problems));
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var place = new FilePlace(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1);
            problems.Add(place, "", null, bytes.Length == 0 ? "is empty" : $"is not JSON: {e.Message.Split(" LineNumber")[0]}", null);
            return null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape: valid JSON, yet no text.
            problems.Add(new FilePlace(file, 0, 0), "", null, "holds an escape that is no character (\\ud800 to \\udfff alone)", null);
            return null;
        }
        catch (UnreadableException e)
        {
            problems.Add(e.Place, "", null, e.Message, null);
            return null;
        }
    }

    private static Node Value(ref Utf8JsonReader reader, Source source)
    {
        var place = source.At(reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Map(ref reader, place, source),
            JsonTokenType.StartArray => List(ref reader, place, source),
            JsonTokenType.String => new ScalarNode(place, reader.GetString()!, IsQuoted: true),
            _ => new ScalarNode(place, Encoding.UTF8.GetString(reader.ValueSpan), IsQuoted: false),
        };
    }

    private static ListNode List(ref Utf8JsonReader reader, FilePlace place, Source source)
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Value(ref reader, source));
        }

        return new ListNode(place, items.DrainToImmutable());
    }

    private static MapNode Map(ref Utf8JsonReader reader, FilePlace place, Source source)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            var keyPlace = source.At(reader.TokenStartIndex);
            reader.Read();
            var value = Value(ref reader, source);
            if (lines.TryAdd(key, keyPlace.Line))
            {
                entries.Add(new MapEntry(key, keyPlace, value));
            }
            else
            {
                source.Problems.Add(keyPlace, key, null, $"is written twice, first in line {lines[key]}", null);
            }
        }

        return new MapNode(place, entries.DrainToImmutable());
    }

    // Tokens come in order, so lines are counted once over the whole file.
    private sealed class Source(string file, byte[] bytes, FileProblems problems)
    {
        private int _line = 1;
        private int _lineStart;
        private int _at;
        private int _nodes;

        public FileProblems Problems => problems;

        public FilePlace At(long index)
        {
            for (; _at < index; _at++)
            {
                if (bytes[_at] == '\n')
                {
                    _line++;
                    _lineStart = _at + 1;
                }
            }

            var place = new FilePlace(file, _line, _at - _lineStart + 1);
            return ++_nodes <= ReadingLimits.Nodes ? place : throw new UnreadableException(place, $"has more than {ReadingLimits.Nodes} values");
        }
    }
}
