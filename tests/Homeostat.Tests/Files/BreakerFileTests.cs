using System.Numerics;
using System.Text.RegularExpressions;
using Homeostat.Core.Chain;
using Homeostat.Engine.Files;
using Homeostat.Engine.Files.Breakers;
using Homeostat.Tests.Drill;

namespace Homeostat.Tests.Files;

public sealed partial class BreakerFileTests : IDisposable
{
    private static readonly string _curie = Path.Combine(ScenarioDirectory.Breakers, "curie.yaml");

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_committed_one_is_read_as_written()
    {
        var plan = BreakerFile.Load(_curie);

        var ether = BigInteger.Pow(10, 18);
        Assert.Equal(new BreakerTerms(2, 15, 300, 900, ether / 100, ether / 10, 86_400), plan.Terms);
        Assert.Equal(ether, plan.EndowmentWei);
        Assert.Equal(new BreakerLimits(Capabilities.Open | Capabilities.Increase | Capabilities.Withdraw, 900, 86_400, 172_800, 2_592_000), plan.Limits);
        Assert.Equal(["mark", "index"], plan.Guards.Select(g => g.Name));
        Assert.IsType<SourcePlan.Twap>(Assert.Single(plan.Guards[0].Sources));
        Assert.Equal(["asset_outflow", "protocol_outflow", "index_unusable", "mark_off_index"], plan.Rules.Select(r => r.Name));
        Assert.Equal(new RuleCheck.Outflow("collateral", "vault", 12_000, 3_600, 6_000, 40_000), plan.Rules[0].Check);
        Assert.Equal(new RuleCheck.Oracle("index"), plan.Rules[2].Check);
        Assert.Equal(new RuleCheck.Band("mark", "index", 2_200), plan.Rules[3].Check);
    }

    public static TheoryData<string, string, string> Spoilt => new()
    {
        { "confirmations: 2 ", "confirmations: 1 ", "terms.confirmations: '1' is out of range; allowed: a whole number from 2 to 255" },
        { "memory_seconds: 300", "memory_seconds: 10", "terms.memory_seconds: '10' is less than the gap: no sighting would ever follow another; allowed: at least 15" },
        { "step_seconds: 900                    #", "step_seconds: 3601 #", "terms.step_seconds: '3601' is out of range; allowed: a whole number from 1 to 3600" },
        { "bounty_budget: 0.1 ether", "bounty_budget: 1 wei", "terms.bounty_budget: '1 wei' is less than one bounty" },
        { "endowment: 1 ether", "endowment: 1 usd", "endowment: '1 usd' is not an amount of ether; allowed: an amount such as '1.5 ether', '3 gwei' or '100 wei'" },
        { "blocks: [open, increase, withdraw]", "blocks: [close]", "limits.blocks[0]: 'close' is a way out: nothing may ever restrict it, here or on chain; allowed: open, increase, withdraw, transfer" },
        { "window_seconds: 2592000", "window_seconds: 3600", "limits: allows more seconds per scope than the window has" },
        { "feed: aggregator", "feed: ../aggregator", "guards.index.sources[0].feed: '../aggregator' is malformed; allowed: a name of the deployment" },
        { "  index:  ", "  Index:  ", "guards.Index: is not a name; allowed: lower-case letters, digits and _, beginning with a letter" },
        { "throttle: [withdraw]\n    reduce: [withdraw]", "throttle: [open]\n    reduce: [withdraw]", "rules.asset_outflow.throttle: restricts nothing, or something that the steps after it do not; allowed: a part of reduce" },
        { "throttle: [withdraw]\n    reduce: [withdraw]", "throttle: [liquidate]\n    reduce: [withdraw]", "rules.asset_outflow.throttle[0]: 'liquidate' is the council's alone to restrict, with a grace period: never automatically; allowed: open, increase, withdraw, transfer" },
        { "apart_from: index", "apart_from: indx", "rules.mark_off_index.apart_from: 'indx' is no guard of this file; allowed: index, mark" },
        { "apart_from: index", "apart_from: mark", "rules.mark_off_index.apart_from: 'mark' is the same guard" },
        { "limit_bps: 2200", "limit_bps: 10000", "rules.mark_off_index.limit_bps: '10000' is out of range; allowed: a whole number from 1 to 9999" },
        { "reason: 103", "raison: 103", "rules.index_unusable.raison: is not a key here; did you mean 'reason'?" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void A_wrong_value_is_told_with_what_is_allowed(string old, string replacement, string expected)
    {
        var text = File.ReadAllText(_curie);
        Assert.Equal(2, text.Split(old).Length);
        File.WriteAllText(_path, text.Replace(old, replacement, StringComparison.Ordinal));

        var refused = Assert.Throws<FilesException>(() => BreakerFile.Load(_path));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quorum_that_is_no_majority_is_refused()
    {
        File.WriteAllText(_path, File.ReadAllText(_curie).Replace("    quorum: 1", "    quorum: 2", StringComparison.Ordinal));

        Assert.Contains("guards.mark.quorum: '2' is no majority of the sources; allowed: 1 to 1", Assert.Throws<FilesException>(() => BreakerFile.Load(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_that_the_reader_knows_is_explained()
    {
        var document = File.ReadAllText(Path.Combine(ScenarioDirectory.Repository, "docs", "breaker.md"));
        var reader = File.ReadAllText(Path.Combine(ScenarioDirectory.Repository, "src", "Homeostat.Engine", "Files", "Breakers", "BreakerReader.cs"));

        Assert.All(
            Word().Matches(reader).Select(m => m.Groups["word"].Value).Distinct(),
            word => Assert.Matches($"`[^`\n]*\\b{Regex.Escape(word)}\\b[^`\n]*`", document));
    }

    [GeneratedRegex(@"(Required|Optional|Has)\(""(?<word>[a-z_0-9]+)""\)|\(""(?<word>[a-z_]+)"", [A-Z]\w+\.")]
    private static partial Regex Word();
}
