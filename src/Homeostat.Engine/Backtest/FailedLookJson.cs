using System.Text.Json;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Backtest;

/// <summary>A failed look as the report and the checkpoint hold it.</summary>
internal static class FailedLookJson
{
    public static void Write(Utf8JsonWriter json, FailedLook look)
    {
        json.WriteStartObject();
        json.WriteNumber("from_block", look.Range.First.Value);
        json.WriteNumber("to_block", look.Range.Last.Value);
        json.WriteString("reason", look.Reason);
        json.WriteEndObject();
    }

    public static FailedLook Read(JsonElement json) => new(
        new BlockRange(new BlockNumber(json.GetProperty("from_block").GetUInt64()), new BlockNumber(json.GetProperty("to_block").GetUInt64())),
        json.GetProperty("reason").GetString()!);
}
