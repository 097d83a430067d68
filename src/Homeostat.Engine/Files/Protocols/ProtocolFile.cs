using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Core.Detection.PriceDeviation;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>Loads <c>protocols/*.yaml</c>: a protocol's contracts, what their events mean, and the rules over them.</summary>
public static partial class ProtocolFile
{
    public const string Schema = "homeostat/protocol/v1";

    internal const string SlugWords = "lower-case letters and digits, in words joined by -";

    internal const string NameWords = "lower-case letters and digits, in words joined by _";

    private const int MaxRules = 4_096;

    /// <summary>For a file without placeholders.</summary>
    /// <exception cref="FilesException">It cannot be watched by; all reasons at once.</exception>
    public static ProtocolDocument Load(string path) => Load(path, ImmutableDictionary<string, string>.Empty);

    /// <param name="bindings">Values for the <c>${names}</c> in the file.</param>
    /// <exception cref="FilesException">It cannot be watched by; all reasons at once.</exception>
    public static ProtocolDocument Load(string path, IReadOnlyDictionary<string, string> bindings)
    {
        var problems = new FileProblems();
        var document = Read(FileReader.Yaml(path, Schema, problems), new Bindings(bindings));
        problems.ThrowIfAny();
        return document;
    }

    private static ProtocolDocument Read(MapReader map, Bindings bindings)
    {
        var slug = map.Required("slug").Text(SlugPattern(), SlugWords);
        var name = map.Required("name").Text();
        var contracts = new ContractsReader(map.Required("contracts"), bindings);
        var markets = MarketsReader.Read(map.Optional("markets"), bindings);
        var events = new EventsReader(contracts, bindings).Read(map.Required("events"));
        var calls = new CallsReader(contracts).Read(map.Optional("calls"));
        var unmapped = new UnmappedReader(contracts).Read(map.Optional("unmapped"));
        var rules = Rules(map.Optional("rules"));
        map.NoOthers();
        return new ProtocolDocument(slug, name, new DecodingDefinition(contracts.Groups, markets, events) { Calls = calls }, rules) { Unmapped = unmapped };
    }

    private static ImmutableArray<PriceDeviationOptions> Rules(Value? value)
    {
        var rules = ImmutableArray.CreateBuilder<PriceDeviationOptions>();
        var slugs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in value?.List() ?? [])
        {
            var map = item.Map();
            var slug = map.Required("slug");
            map.Required("kind").Choice(("price_deviation", 0));
            var rule = new PriceDeviationOptions(
                slug.Text(SlugPattern(), SlugWords),
                map.Required("price").Choice(("index", PriceKind.Index), ("mark", PriceKind.Mark)),
                map.Required("smoothing").Number(Bounds.AboveUpTo(0, 1)),
                map.Required("threshold").Number(Bounds.AboveUpTo(0, 1_000)))
            {
                Nats = map.Optional("nats")?.Number(Bounds.AboveUpTo(0, CalibrationFile.MaxNats)) ?? 0,
            };
            map.NoOthers();
            if (rule.Slug.Length > 0 && !slugs.Add(rule.Slug))
            {
                slug.Problem("is the slug of two rules; each slug once", null);
            }

            if (CalibrationFile.Detectors.Contains(rule.Slug))
            {
                slug.Problem("is a detector's name", "any other slug");
            }

            rules.Add(rule);
        }

        if (rules.Count > MaxRules)
        {
            value!.Problem($"has {rules.Count} rules", $"at most {MaxRules}");
        }

        return rules.DrainToImmutable();
    }

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    internal static partial Regex SlugPattern();

    [GeneratedRegex(@"\A[a-z0-9]+(_[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    internal static partial Regex NamePattern();
}
