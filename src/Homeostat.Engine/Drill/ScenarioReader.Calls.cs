using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>What is called, and with what.</summary>
internal sealed partial class ScenarioReader
{
    private const string CallAllowed = "target.function, or target.function(types) where it is overloaded";

    private SetupCall Setup(MapReader map)
    {
        var setup = new SetupCall(map.Place, Call(map));
        map.NoOthers();
        return setup;
    }

    private Send Epilogue(MapReader map, bool attack)
    {
        if (!attack)
        {
            map.Problem("has nothing to measure: a control has no epilogue", null);
        }

        var send = Send(map);
        map.NoOthers();
        return send;
    }

    private Send Send(MapReader map)
    {
        var from = map.Required("from");
        var send = new Send(
            map.Place,
            from.Text(),
            Call(map),
            map.Optional("value") is { } value ? ArgumentReader.Wei(value) : 0,
            map.Optional("gas")?.Integer(21_000, 30_000_000),
            map.Optional("priority_fee_gwei")?.Number(Bounds.Between(0, 100_000)) is { } gwei ? (long)Math.Round(gwei * 1e9) : null);
        _names.CheckSender(from, send.From);
        return send;
    }

    private Call Call(MapReader map)
    {
        var call = map.Required("call");
        var args = map.Optional("args");
        var written = call.Text();
        var parts = CallPattern().Match(written);
        var arguments = args is null ? [] : Arguments(args);
        if (!parts.Success)
        {
            if (!call.IsMissing)
            {
                call.Problem("is no call", CallAllowed);
            }

            return new Call(call.Place, "", "", null, arguments);
        }

        var types = parts.Groups["types"].Success ? parts.Groups["types"].Value : null;
        _names.CheckTarget(call, parts.Groups["target"].Value);
        if (types is not null && Count(types) is var wanted && wanted != arguments.Length)
        {
            (args ?? call).Problem(wanted < 0 ? "has unbalanced brackets in its types" : $"takes {wanted} arguments, {arguments.Length} are given", null);
        }

        return new Call(call.Place, parts.Groups["target"].Value, parts.Groups["function"].Value, types, arguments);
    }

    private ImmutableArray<Argument> Arguments(Value args) => [.. args.List().Select(a => ArgumentReader.Read(a, _names))];

    /// <summary>Parameters in a bracketed list of types, tuples counting once; −1 if brackets do not balance.</summary>
    private static int Count(string types)
    {
        var depth = 0;
        var count = types.Length > 2 ? 1 : 0;
        for (var i = 0; i < types.Length; i++)
        {
            depth += types[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth <= 0 && i < types.Length - 1)
            {
                return -1;
            }

            count += types[i] == ',' && depth == 1 ? 1 : 0;
        }

        return depth == 0 ? count : -1;
    }

    [GeneratedRegex(@"\A(?<target>[a-z][a-z0-9_]{0,62})\.(?<function>[A-Za-z_$][A-Za-z0-9_$]{0,127})(?<types>\([a-zA-Z0-9_,()\[\]]*\))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex CallPattern();
}
