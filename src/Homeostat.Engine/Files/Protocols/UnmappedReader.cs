using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>
/// Reads <c>unmapped</c>: what a definition leaves out, and why. Without it nobody could tell what was left out from what
/// was forgotten.
/// </summary>
internal sealed partial class UnmappedReader(ContractsReader contracts)
{
    private const string NameWords = "the name of an event or function, without its arguments";

    public ImmutableArray<UnmappedEntry> Read(Value? value)
    {
        var entries = ImmutableArray.CreateBuilder<UnmappedEntry>();
        foreach (var item in value?.List() ?? [])
        {
            Read(item.Map(), entries);
        }

        return entries.DrainToImmutable();
    }

    private void Read(MapReader map, ImmutableArray<UnmappedEntry>.Builder entries)
    {
        var on = map.Required("on");
        var groups = (on.Node is ListNode ? on.List() : [on]).Select(contracts.Find).ToList();
        var why = map.Required("why").Text();
        var events = Names(map.Optional("events"));
        var functions = Names(map.Optional("functions"));
        map.NoOthers();
        if (events.IsEmpty && functions.IsEmpty && !map.IsMissing)
        {
            map.Problem("leaves nothing out", "events, functions or both");
        }

        entries.AddRange(groups.Where(g => g >= 0).Select(g => new UnmappedEntry(contracts.Groups[g].Slug, why, events, functions)));
    }

    private static ImmutableArray<string> Names(Value? value) => [.. value?.List().Select(v => v.Text(NamePattern(), NameWords)) ?? []];

    [GeneratedRegex(@"\A[A-Za-z_$][A-Za-z0-9_$]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
