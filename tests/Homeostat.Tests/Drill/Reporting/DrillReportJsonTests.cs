using System.Text.Json;
using System.Text.Json.Nodes;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Tests.Drill.Reporting;

public sealed class DrillReportJsonTests
{
    [Fact]
    public void A_scenario_has_every_key_that_scripts_rely_on()
    {
        var report = Parse(SampleReport.Drill(SampleReport.Attack()));
        var scenario = report["scenarios"]![0]!.AsObject();

        Assert.Equal("homeostat/drill-report/v1", (string?)report["schema"]);
        Assert.Equal(7, (long?)report["seed"]);
        string[] keys =
        [
            "scenario", "protocol", "attack", "loss_without_usd", "loss_with_usd", "averted_ratio", "detect_blocks", "decide_ms",
            "contain_blocks", "false_actions", "exits_open", "decisions", "timeline", "title", "detect_ms", "decide_blocks",
            "contain_ms", "containment_gas", "replay_identical", "guard", "breaker", "tvl_usd", "expectations", "plots",
        ];
        Assert.Equal(keys.Order(StringComparer.Ordinal), scenario.Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["close", "repay", "top_up", "liquidate", "withdraw_retail"],
            scenario["exits_open"]!.AsObject().Select(p => p.Key));
        string[] numbers =
        [
            "id", "block", "scope", "rung", "p", "p_star", "sigma", "tvl_usd", "reachable_usd", "cost_false_usd", "cost_true_usd", "q",
            "sentence", "signals",
        ];
        Assert.Equal(numbers, scenario["decisions"]![0]!.AsObject().Select(p => p.Key));
        Assert.Equal(["detector", "scope", "nats", "score", "reason"], scenario["decisions"]![0]!["signals"]![0]!.AsObject().Select(p => p.Key));
        Assert.Equal(["block", "kind", "text"], scenario["timeline"]![0]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void A_breaker_has_every_key_that_scripts_rely_on()
    {
        var breaker = Parse(SampleReport.Drill(SampleReport.ServersOff()))["scenarios"]![0]!["breaker"]!.AsObject();

        Assert.Equal(["stopped_in_line", "sightings", "bounty_eth", "lapsed_by_itself", "trips"], breaker.Select(p => p.Key));
        Assert.Equal(["block", "rule", "scope", "stage", "until_block", "poker", "gas"], breaker["trips"]![0]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void What_does_not_apply_is_null_and_not_absent()
    {
        var scenario = Parse(SampleReport.Drill(SampleReport.Control()))["scenarios"]![0]!.AsObject();

        foreach (var key in new[] { "loss_without_usd", "loss_with_usd", "averted_ratio", "detect_blocks", "decide_ms", "contain_blocks" })
        {
            Assert.True(scenario.TryGetPropertyValue(key, out var value), key);
            Assert.Null(value);
        }

        Assert.Empty(scenario["decisions"]!.AsArray());
    }

    [Fact]
    public void Exits_that_nobody_tried_are_an_object_of_nulls()
    {
        var exits = Parse(SampleReport.Drill(SampleReport.Control()))["scenarios"]![0]!["exits_open"]!.AsObject();

        Assert.Equal(5, exits.Count);
        Assert.All(exits, e => Assert.Null(e.Value));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_null(double value)
    {
        var attack = SampleReport.Attack();
        var plots = attack.Plots with { Tvl = [new PlotLine("TVL", "USD", "with", [1.5, value])] };
        var scenario = Parse(SampleReport.Drill(attack with { AvertedRatio = value, TvlUsd = value, Plots = plots }))["scenarios"]![0]!;

        Assert.Null(scenario["averted_ratio"]);
        Assert.Null(scenario["tvl_usd"]);
        Assert.Equal(1.5, (double?)scenario["plots"]!["tvl"]![0]!["values"]![0]);
        Assert.Null(scenario["plots"]!["tvl"]![0]!["values"]![1]);
    }

    [Fact]
    public void The_same_report_gives_the_same_bytes_and_reads_back()
    {
        var written = DrillReportJson.Write(SampleReport.Whole);

        Assert.Equal(written, DrillReportJson.Write(SampleReport.Whole));
        Assert.Equal(written, DrillReportJson.Write(DrillReportJson.Read(written)));
    }

    [Fact]
    public void Decisions_and_timeline_hold_no_wall_time()
    {
        var fast = SampleReport.Attack();
        var slow = fast with { DetectMs = 900, DecideMs = 40, ContainMs = 3_000 };

        var one = Parse(SampleReport.Drill(fast))["scenarios"]![0]!;
        var other = Parse(SampleReport.Drill(slow))["scenarios"]![0]!;

        Assert.Equal(one["decisions"]!.ToJsonString(), other["decisions"]!.ToJsonString());
        Assert.Equal(one["timeline"]!.ToJsonString(), other["timeline"]!.ToJsonString());
    }

    [Fact]
    public void A_series_stands_on_one_line() =>
        Assert.Contains("\"values\": [0,0,0,", DrillReportJson.Write(SampleReport.Whole), StringComparison.Ordinal);

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"schema\":\"homeostat/drill-report/v1\",\"seed\":1,\"scenarios\":[{}]}")]
    public void Something_else_is_not_read_as_a_report(string json) =>
        Assert.Throws<JsonException>(() => DrillReportJson.Read(json));

    private static JsonNode Parse(DrillReport report) => JsonNode.Parse(DrillReportJson.Write(report))!;
}
