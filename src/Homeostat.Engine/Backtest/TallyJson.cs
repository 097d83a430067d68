using System.Text.Json;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Backtest;

/// <summary>A tally's members within a checkpoint.</summary>
internal static class TallyJson
{
    public static void Write(Utf8JsonWriter json, BacktestTally tally)
    {
        json.WriteNumber("events", tally.Events);
        json.WriteNumber("unverifiable", tally.Unverifiable);
        json.WriteStartObject("facts");
        foreach (var (kind, count) in tally.Facts.Counts)
        {
            json.WriteNumber(kind, count);
        }

        json.WriteEndObject();
        WriteArray(json, "alerts_by_rule", tally.AlertsByRule, json.WriteNumberValue);
        WriteArray(json, "first_alerts", tally.FirstAlerts, alert => AlertJson.Write(json, alert));
        WriteArray(json, "first_unverifiable", tally.FirstUnverifiable, look => FailedLookJson.Write(json, look));
        WriteArray(json, "followed", tally.Table.Followed, followed =>
        {
            json.WriteStartObject();
            json.WriteString("contract", followed.Contract.ToLowerHex());
            json.WriteNumber("group", followed.Group);
            json.WriteEndObject();
        });
        WriteArray(json, "markets", tally.Table.Markets.Discovered, market =>
        {
            json.WriteStartObject();
            json.WriteString("contract", market.Contract.ToLowerHex());
            json.WriteString("word", market.Word.ToString());
            json.WriteEndObject();
        });
        WriteArray(json, "averages", Enumerable.Range(0, tally.Table.Markets.Count), market =>
            WriteAverages(json, tally.Rules.AveragesOf(market)));
    }

    public static void Read(JsonElement json, BacktestTally tally)
    {
        tally.Events = json.GetProperty("events").GetInt64();
        tally.Unverifiable = json.GetProperty("unverifiable").GetUInt64();
        tally.Facts.Restore(json.GetProperty("facts").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetInt64()));
        var rule = 0;
        foreach (var count in json.GetProperty("alerts_by_rule").EnumerateArray())
        {
            tally.AlertsByRule[rule++] = count.GetInt64();
        }

        tally.FirstAlerts.AddRange(json.GetProperty("first_alerts").EnumerateArray().Select(AlertJson.Read));
        tally.FirstUnverifiable.AddRange(json.GetProperty("first_unverifiable").EnumerateArray().Select(FailedLookJson.Read));
        foreach (var followed in json.GetProperty("followed").EnumerateArray())
        {
            tally.Table.Follow(Address.Parse(followed.GetProperty("contract").GetString()!), followed.GetProperty("group").GetInt32());
        }

        foreach (var market in json.GetProperty("markets").EnumerateArray())
        {
            tally.Table.Markets.FindOrAdd(new MarketKey(
                Address.Parse(market.GetProperty("contract").GetString()!), Hash32.Parse(market.GetProperty("word").GetString()!)));
        }

        var place = 0;
        foreach (var averages in json.GetProperty("averages").EnumerateArray())
        {
            tally.Rules.Restore(place++, [.. averages.EnumerateArray().Select(a => a.ValueKind == JsonValueKind.Null ? double.NaN : a.GetDouble())]);
        }
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    // JSON has no NaN; a rule that saw no price has no average.
    private static void WriteAverages(Utf8JsonWriter json, double[] averages)
    {
        json.WriteStartArray();
        foreach (var average in averages)
        {
            if (double.IsNaN(average))
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteNumberValue(average);
            }
        }

        json.WriteEndArray();
    }
}
