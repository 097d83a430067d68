using System.Text.Json;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Backtest;

/// <summary>An alert as the report and the checkpoint hold it.</summary>
internal static class AlertJson
{
    public static void Write(Utf8JsonWriter json, BacktestAlert alert)
    {
        json.WriteStartObject();
        json.WriteNumber("block", alert.Block);
        json.WriteNumber("log_index", alert.LogIndex);
        json.WriteString("transaction", alert.Transaction.ToString());
        json.WriteString("rule", alert.Rule);
        json.WriteString("market", alert.Market);
        json.WriteNumber("price", alert.Price);
        json.WriteNumber("average", alert.Average);
        json.WriteEndObject();
    }

    public static BacktestAlert Read(JsonElement json) => new(
        json.GetProperty("block").GetUInt64(),
        json.GetProperty("log_index").GetUInt32(),
        Hash32.Parse(json.GetProperty("transaction").GetString()!),
        json.GetProperty("rule").GetString()!,
        json.GetProperty("market").GetString()!,
        json.GetProperty("price").GetDouble(),
        json.GetProperty("average").GetDouble());
}
