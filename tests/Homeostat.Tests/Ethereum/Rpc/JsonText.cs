using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Unicode;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ethereum.Rpc;

/// <summary>What a text says by the framework's JSON document, which shares no code with our readers, in plain terms.</summary>
internal static class JsonText
{
    /// <summary>
    /// The document. It does not give text that is no UTF-8, which is no fault of a reader that skips it: each such byte
    /// stands there as a question mark.
    /// </summary>
    public static JsonDocument Document(byte[] json)
    {
        byte[] text = Utf8.IsValid(json) ? json : [.. json.Select(b => b < 0x80 ? b : (byte)'?')];
        return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4096 });
    }

    /// <summary>The value of a quantity; null for null or a missing member.</summary>
    public static BigInteger? Quantity(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string text = value.GetString()!;
        Assert.True(text.StartsWith("0x", StringComparison.Ordinal) && text.Length > 2 && text[2..].All(char.IsAsciiHexDigit), $"'{name}' is {text}");
        return BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Hexadecimal data in lower case; null for null or a missing member.</summary>
    public static string? Data(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetString()!.ToLowerInvariant() : null;

    public static BigInteger? Plain(ulong? value) => value;

    public static BigInteger? Plain(Wei? value) => value is { } wei ? Plain(wei.Value) : null;

    public static BigInteger Plain(UInt256 value) => new(value.ToHash32().ToBytes(), isUnsigned: true, isBigEndian: true);

    public static void AssertLogs(JsonElement json, LogBatch logs)
    {
        Assert.Equal(json.GetArrayLength(), logs.Count);
        for (int i = 0; i < logs.Count; i++)
        {
            AssertLog(json[i], logs[i]);
        }
    }

    public static void AssertLog(JsonElement json, LogView log)
    {
        Assert.Equal(Data(json, "address"), log.Address.ToLowerHex());
        Assert.Equal(
            json.GetProperty("topics").EnumerateArray().Select(t => t.GetString()!.ToLowerInvariant()),
            Enumerable.Range(0, log.TopicCount).Select(i => log.Topic(i).ToString()));
        Assert.Equal(Data(json, "data"), Hex.Encode(log.Data));
        Assert.Equal(Quantity(json, "blockNumber"), log.BlockNumber.Value);
        Assert.Equal(Data(json, "blockHash"), log.BlockHash.ToString());
        Assert.Equal(Data(json, "transactionHash"), log.TransactionHash.ToString());
        Assert.Equal(Quantity(json, "transactionIndex"), log.TransactionIndex);
        Assert.Equal(Quantity(json, "logIndex"), log.LogIndex);
        Assert.Equal(json.TryGetProperty("removed", out JsonElement removed) && removed.GetBoolean(), log.Removed);
    }
}
