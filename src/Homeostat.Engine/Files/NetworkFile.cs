using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Homeostat.Core.Policy;
using Homeostat.Engine.Networks;

namespace Homeostat.Engine.Files;

/// <summary>Loads a file of `networks/`: a chain, how to reach it, and how transactions come to be in its blocks.</summary>
public static partial class NetworkFile
{
    public const string Schema = "homeostat/network/v1";

    private const int Day = 24 * 3600;
    private const string SlugWords = "lower-case letters and digits, in words joined by -";

    /// <exception cref="FilesException">It cannot be used; all reasons at once.</exception>
    public static NetworkProfile Load(string path)
    {
        var problems = new FileProblems();
        var profile = Read(FileReader.Yaml(path, Schema, problems));
        problems.ThrowIfAny();
        return profile;
    }

    private static NetworkProfile Read(MapReader map)
    {
        var ordering = map.Required("ordering").Choice(
            ("public", Ordering.Public), ("first_come", Ordering.FirstCome), ("auction", Ordering.Auction), ("private", Ordering.Private));
        var profile = new NetworkProfile(
            map.Required("slug").Text(SlugPattern(), SlugWords),
            map.Required("name").Text(),
            (ulong)map.Required("chain_id").Integer(1, int.MaxValue),
            TimeSpan.FromMilliseconds(map.Required("block_time_ms").Integer(1, 600_000)),
            ordering,
            Endpoints(map.Required("endpoints")),
            Finality(map.Required("finality").Map()),
            Fees(map.Required("fees").Map()),
            Inclusion(map.Required("inclusion").Map(), ordering),
            map.Optional("forced_inclusion") is { } forced ? Forced(forced.Map()) : null,
            map.Optional("sequencer_uptime_feed") is { } feed ? AddressReader.Read(feed) : null);
        map.NoOthers();
        return profile;
    }

    private static ImmutableArray<NetworkEndpoint> Endpoints(Value value)
    {
        var endpoints = ImmutableArray.CreateBuilder<NetworkEndpoint>();
        foreach (var item in value.List())
        {
            var map = item.Map();
            var name = map.Required("name");
            var endpoint = new NetworkEndpoint(
                name.Text(SlugPattern(), SlugWords),
                SecretReader.Read(map.Required("url")),
                map.Optional("kind")?.Choice(("node", false), ("private", true)) ?? false,
                map.Optional("weight")?.Integer(1, 1_000) ?? 1,
                map.Optional("requests_per_second")?.Integer(1, 1_000_000));
            map.NoOthers();
            if (endpoint.Name.Length > 0 && endpoints.Any(e => e.Name == endpoint.Name))
            {
                name.Problem("is the name of two endpoints; each name once", null);
            }

            endpoints.Add(endpoint);
        }

        if (value.Node is ListNode && endpoints.All(e => e.IsPrivate))
        {
            value.Problem("has no endpoint that can be read", "at least one of kind: node");
        }

        return endpoints.DrainToImmutable();
    }

    private static Finality Finality(MapReader map)
    {
        var (tag, blocks) = (map.Optional("tag"), map.Optional("blocks"));
        if (!map.IsMissing && tag is null == blocks is null)
        {
            map.Problem("needs one of two", "tag: safe or finalized, or blocks: a whole number from 1 to 100000");
        }

        var finality = new Finality(
            tag?.Choice(("finalized", "finalized"), ("safe", "safe")),
            blocks?.Integer(1, 100_000) ?? 0);
        map.NoOthers();
        return finality;
    }

    private static NetworkFees Fees(MapReader map)
    {
        var max = map.Required("max_priority_fee_gwei");
        var fees = new NetworkFees(
            map.Required("data_fee").Choice(("none", DataFeeKind.None), ("op", DataFeeKind.Op), ("arbitrum", DataFeeKind.Arbitrum)),
            map.Required("min_priority_fee_gwei").Number(Bounds.AboveUpTo(0, 1e5)),
            max.Number(Bounds.AboveUpTo(0, 1e5)),
            map.Required("max_base_fee_gwei").Number(Bounds.AboveUpTo(0, 1e6)),
            map.Required("native_usd").Number(Bounds.AboveUpTo(0, 1e7)));
        map.NoOthers();

        // A replacement must raise the tip by an eighth each time: without room for that nothing could be replaced.
        if (!max.IsMissing && fees.MaxPriorityGwei < 2 * fees.MinPriorityGwei)
        {
            max.Problem("leaves no room for replacements", "at least twice min_priority_fee_gwei");
        }

        return fees;
    }

    /// <summary>
    /// Unless the file says otherwise, the prior is worth twenty actions, so that twenty measured ones weigh as much as it.
    /// How many of them land is a judgement about who decides, until they are measured.
    /// </summary>
    private static InclusionPrior Inclusion(MapReader map, Ordering ordering)
    {
        var (landed, missed) = ordering switch
        {
            Ordering.FirstCome => (19, 1),
            Ordering.Auction => (18, 2),
            _ => (17, 3),
        };
        var prior = new InclusionPrior(
            map.Optional("landed")?.Number(Bounds.AboveUpTo(0, 1e6)) ?? landed,
            map.Optional("missed")?.Number(Bounds.AboveUpTo(0, 1e6)) ?? missed,
            map.Required("deadline_blocks").Integer(1, 1_000));
        map.NoOthers();
        return prior;
    }

    private static ForcedInclusionPath Forced(MapReader map)
    {
        var kind = map.Required("kind").Choice(("op", ForcedInclusionKind.Op), ("arbitrum", ForcedInclusionKind.Arbitrum));
        var sequencer = kind == ForcedInclusionKind.Arbitrum ? map.Required("sequencer_inbox") : null;
        var path = new ForcedInclusionPath(
            kind,
            map.Required("l1_network").Text(SlugPattern(), SlugWords),
            AddressReader.Read(map.Required("inbox")),
            sequencer is null ? null : AddressReader.Read(sequencer),
            TimeSpan.FromSeconds(map.Required("delay_seconds").Integer(1, 30 * Day)));
        map.NoOthers();
        return path;
    }

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SlugPattern();
}
