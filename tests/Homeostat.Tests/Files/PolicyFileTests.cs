using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Policy;
using Homeostat.Engine.Files;
using Homeostat.Tests.Drill;

namespace Homeostat.Tests.Files;

public sealed class PolicyFileTests : IDisposable
{
    private static readonly string _default = Path.Combine(ScenarioDirectory.Repository, "config", "policy.yaml");

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_default_policy_is_read_as_written()
    {
        var policy = PolicyFile.Load(_default);

        Assert.Equal(10_800, policy.CouncilResponseP90Seconds);
        Assert.Equal(new CostOptions(0.001, 0.05, 0.05, 0.1, 0.6, 0.0001, 100, 2), policy.Costs);
        Assert.Equal(new ConditionsOptions(90, 3_600, 32, 0.3), policy.Conditions);
        Assert.Equal(
            [
                new Rung("reduce-only", 2, ScopeKind.Market, Capabilities.Open | Capabilities.Increase, RollsBackCode: false, 14_400, 0.25, ActsOnHigh: false),
                new Rung("contain-vault", 2, ScopeKind.Protocol, Capabilities.Withdraw, RollsBackCode: true, 14_400, 1, ActsOnHigh: true),
            ],
            policy.Rungs);
    }

    public static TheoryData<string, string, string> Spoilt => new()
    {
        { "suspicion_nats: 6", "suspicion_nat: 6",
            "policy.yaml:3:1 suspicion_nats: is missing\npolicy.yaml:7:1 suspicion_nat: is not a key here; did you mean 'suspicion_nats'?" },
        { "council_response_p90_seconds: 10800", "council_response_p90_seconds: 0",
            "policy.yaml:6:31 council_response_p90_seconds: '0' is out of range; allowed: a number > 0 and ≤ 2592000" },
        { "suspicion_nats: 6", "suspicion_nats: .inf",
            "policy.yaml:7:17 suspicion_nats: '.inf' is not a number; allowed: a number > 0 and ≤ 25" },
        { "retry_blocks: 2", "retry_blocks: 2.5",
            "policy.yaml:9:15 retry_blocks: '2.5' is not a whole number; allowed: a whole number from 1 to 1000" },
        { "max_attempts: 4 ", "max_attempts: 0 ",
            "policy.yaml:10:15 max_attempts: '0' is out of range; allowed: a whole number from 1 to 100" },
        { "unhedged_share: 0.05", "unhedged_share: 5",
            "policy.yaml:15:19 costs.unhedged_share: '5' is out of range; allowed: a number from 0 to 1" },
        { "false_alarm_usd: 100", "false_alarm_eur: 100",
            "policy.yaml:14:3 costs.false_alarm_usd: is missing\npolicy.yaml:20:3 costs.false_alarm_eur: is not a key here; did you mean 'false_alarm_usd'?" },
        { "trailing_blocks: 32", "trailing_blocks: 0",
            "policy.yaml:26:20 conditions.trailing_blocks: '0' is out of range; allowed: a whole number from 1 to 10000" },
        { "staleness_sigmas: 3", "staleness_sigmas: -1",
            "policy.yaml:30:21 price_dispersion.staleness_sigmas: '-1' is out of range; allowed: a number from 0 to 20" },
        { "quorum_venues: 2", "quorum_venues: two",
            "policy.yaml:32:18 price_dispersion.quorum_venues: 'two' is not a whole number; allowed: a whole number from 1 to 100" },
        { "half_life_blocks: 8", "half_life_blocks: 0",
            "policy.yaml:35:21 outflow.half_life_blocks: '0' is out of range; allowed: a number > 0 and ≤ 100000" },
        { "slug: contain-vault", "slug: reduce-only",
            "policy.yaml:50:11 rungs[1].slug: 'reduce-only' is the slug of two rungs; each slug once" },
        { "level: 2                         #", "level: 4 #",
            "policy.yaml:42:12 rungs[0].level: '4' is out of range; allowed: a whole number from 1 to 3" },
        { "applies_to: market", "applies_to: account",
            "policy.yaml:43:17 rungs[0].applies_to: 'account' is not one of them; allowed: protocol, market" },
        { "[open, increase]", "[open, close]",
            "policy.yaml:44:20 rungs[0].blocks[1]: 'close' is a way out: nothing may ever restrict it, here or on chain; allowed: open, increase, withdraw, transfer" },
        { "[open, increase]", "[open, top_up]",
            "policy.yaml:44:20 rungs[0].blocks[1]: 'top_up' is a way out: nothing may ever restrict it, here or on chain; allowed: open, increase, withdraw, transfer" },
        { "[open, increase]", "[open, liquidate]",
            "policy.yaml:44:20 rungs[0].blocks[1]: 'liquidate' is the council's alone to restrict, with a grace period: never automatically; allowed: open, increase, withdraw, transfer" },
        { "[open, increase]", "[open, opens]",
            "policy.yaml:44:20 rungs[0].blocks[1]: 'opens' is no capability; allowed: open, increase, withdraw, transfer" },
        { "[open, increase]", "[open, open]",
            "policy.yaml:44:20 rungs[0].blocks[1]: 'open' is listed twice" },
        { "[open, increase]", "[]",
            "policy.yaml:41:5 rungs[0]: does nothing; allowed: blocks naming a capability, or rolls_back_code: true" },
        { "[open, increase]", "[withdraw]",
            "policy.yaml:41:5 rungs[0]: blocks withdraw or transfer, which do not belong to one market; allowed: applies_to: protocol" },
        { "rolls_back_code: false", "rolls_back_code: true",
            "policy.yaml:41:5 rungs[0]: rolls code back, which all markets share; allowed: applies_to: protocol" },
        { "duration_seconds: 14400          #", "duration_seconds: 7200 #",
            "policy.yaml:46:23 rungs[0].duration_seconds: '7200' does not outlast the council's answer; allowed: more than council_response_p90_seconds, 10800 s" },
        { "reachable_share: 0.25", "reachable_share: 0",
            "policy.yaml:47:22 rungs[0].reachable_share: '0' is out of range; allowed: a number > 0 and ≤ 1" },
        { "acts_on_high: false", "acts_on_high: maybe",
            "policy.yaml:48:19 rungs[0].acts_on_high: 'maybe' is neither true nor false; allowed: true, false" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void One_problem_is_told_with_its_place_key_value_and_what_is_allowed(string old, string replacement, string expected)
    {
        var text = File.ReadAllText(_default);
        Assert.Equal(2, text.Split(old).Length);
        File.WriteAllText(_path, text.Replace(old, replacement, StringComparison.Ordinal));

        var problems = Assert.Throws<FilesException>(() => PolicyFile.Load(_path)).Message;

        Assert.Equal(expected, problems.Replace(_path, "policy.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rung_of_exactly_the_councils_time_does_not_outlast_it()
    {
        File.WriteAllText(_path, File.ReadAllText(_default).Replace("p90_seconds: 10800", "p90_seconds: 14400", StringComparison.Ordinal));

        Assert.Equal(2, Assert.Throws<FilesException>(() => PolicyFile.Load(_path)).Problems.Length);
    }
}
