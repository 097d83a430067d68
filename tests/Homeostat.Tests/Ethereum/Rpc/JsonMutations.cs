using System.Text;
using System.Text.RegularExpressions;

namespace Homeostat.Tests.Ethereum.Rpc;

/// <summary>
/// Damages JSON piece by piece: values give way to others, members come twice, not at all or elsewhere. Much of it is still
/// JSON, so that what is tested is what the reader makes of it; every second time bytes are damaged instead.
/// </summary>
internal sealed partial class JsonMutations(int seed)
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "7", "-1", "1e400", "{}", "[]", "[null]", "{\"hash\":\"0x1\"}", "\"\"", "\"0x\"", "\"0X1\"", "\"0x0\"", "\"0x1\"",
        "\"0x00\"", "\"0x2\"", "\"0x7e\"", "\"0xff\"", "\"0x1g\"", "\"1\"", "\"\\u0030x2\"", "\"0x\\u0031\"", "\"0xffffffff\"", "\"0x100000000\"",
        "\"0xffffffffffffffff\"", "\"0x10000000000000000\"", "\"0x" + new string('f', 64) + "\"", "\"0x1" + new string('0', 64) + "\"",
        "\"0x" + new string('A', 64) + "\"", "\"0x" + new string('b', 40) + "\"", "\"0x" + new string('0', 512) + "\"", "\"\\ud800\"", "\"\\u0000\"",
    ];

    private static readonly string[] Members =
    [
        "\"hash\":\"0x1\",", "\"number\":\"0x3\",", "\"status\":\"0x0\",", "\"root\":null,", "\"x\":[{\"y\":[]}],", "\"logs\":[],", "\"id\":9,",
        "\"result\":null,", "\"error\":null,", "\"error\":{\"to\":null},", "\"calls\":[],", "\"value\":\"0x9\",", "\"nonce\":\"0x2\",", "\"to\":null,", "\"h\\u0061sh\":null,",
    ];

    private readonly Random _random = new(seed);
    private readonly Mutations _bytes = new(seed ^ 0x55);
    private readonly Dictionary<string, string[]> _pieces = [];

    public byte[] Of(string valid)
    {
        if (_random.Next(2) == 0)
        {
            return _bytes.Of(Encoding.UTF8.GetBytes(valid));
        }

        if (!_pieces.TryGetValue(valid, out string[]? pieces))
        {
            pieces = [.. Piece().Matches(valid).Select(m => m.Value)];
            _pieces.Add(valid, pieces);
        }

        List<string> damaged = [.. pieces];
        for (int strokes = 1 + _random.Next(3); strokes > 0; strokes--)
        {
            Damage(damaged);
        }

        return Encoding.UTF8.GetBytes(string.Concat(damaged));
    }

    private void Damage(List<string> pieces)
    {
        int at = _random.Next(pieces.Count);
        switch (_random.Next(9))
        {
            case 0:
                pieces.RemoveAt(at);
                pieces.Add(" ");
                break;
            case 1:
                pieces[at] = pieces[_random.Next(pieces.Count)];
                break;
            case 2 when pieces.FindIndex(at, p => p == "{") is var brace and >= 0:
                pieces.Insert(brace + 1, Members[_random.Next(Members.Length)]);
                break;
            case 4 when Member(pieces, at) is { } member:
                pieces.InsertRange(member.At, member.Pieces);
                break;
            case 3 when pieces.FindIndex(at, p => p == ",") is var comma and >= 0:
                pieces.Insert(comma, " \n\t");
                break;
            default:
                if (pieces.FindIndex(at, p => p == ":") is var colon and >= 0 && colon + 1 < pieces.Count)
                {
                    pieces[colon + 1] = Values[_random.Next(Values.Length)];
                }

                break;
        }
    }

    /// <summary>A whole member, comma included, which is then there twice.</summary>
    private static (int At, List<string> Pieces)? Member(List<string> pieces, int from)
    {
        int colon = pieces.FindIndex(from, p => p == ":");
        if (colon < 1)
        {
            return null;
        }

        int depth = 0;
        for (int i = colon + 1; i < pieces.Count; i++)
        {
            depth += pieces[i] is "{" or "[" ? 1 : pieces[i] is "}" or "]" ? -1 : 0;
            if (depth < 0 || (depth == 0 && pieces[i] == ","))
            {
                return (colon - 1, [.. pieces[(colon - 1)..i], ","]);
            }
        }

        return null;
    }

    [GeneratedRegex("\"[^\"]*\"|[\\[\\]{},:]|[^\\[\\]{},:\"]+")]
    private static partial Regex Piece();
}
