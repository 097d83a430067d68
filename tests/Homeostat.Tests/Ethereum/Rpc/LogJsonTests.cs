using System.Text;
using System.Text.Json;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ethereum.Rpc;

/// <summary>The log reader against the framework's own JSON document, which shares no code with it.</summary>
public sealed class LogJsonTests
{
    private const string Hash = "0x1111111111111111111111111111111111111111111111111111111111111111";
    private const string Account = "0x2222222222222222222222222222222222222222";

    private const string Valid =
        $$"""{"address":"{{Account}}","topics":["{{Hash}}","0xABcd111111111111111111111111111111111111111111111111111111111111"],"data":"0x0102ff","blockNumber":"0x10","blockHash":"{{Hash}}","transactionHash":"{{Hash}}","transactionIndex":"0x1","logIndex":"0x2","removed":false}""";

    [Fact]
    public void A_log_is_read_whatever_the_order_of_its_members_and_with_others_between()
    {
        string[] members = Members(Valid);
        var random = new Random(5);
        for (int i = 0; i < 200; i++)
        {
            random.Shuffle(members);
            string json = $"{{\"blockTimestamp\":\"0x1\",{string.Join(",\"x\":{\"data\":[1]},", members)}}}";

            AssertAsDocument(json, Read($"[{json}]")[0]);
        }
    }

    [Fact]
    public void A_member_whose_name_or_value_is_escaped_is_the_same_member()
    {
        string escaped = Valid
            .Replace("\"data\":\"0x", "\"d\\u0061ta\":\"\\u0030x", StringComparison.Ordinal)
            .Replace($"\"blockHash\":\"0x1", "\"blockHash\":\"0x\\u0031", StringComparison.Ordinal);

        AssertAsDocument(Valid, Read($"[{escaped}]")[0]);
    }

    [Fact]
    public void Each_missing_member_is_named()
    {
        foreach (string member in Members(Valid).Where(m => !m.StartsWith("\"removed\"", StringComparison.Ordinal)))
        {
            string json = "{" + string.Join(',', Members(Valid).Where(m => m != member)) + "}";

            var error = Assert.Throws<RpcMalformedException>(() => Read($"[{json}]"));
            Assert.Contains($"'{member.Split('"')[1]}'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_member_written_twice_is_named()
    {
        foreach (string member in Members(Valid))
        {
            var error = Assert.Throws<RpcMalformedException>(() => Read($"[{Valid[..^1]},{member}}}]"));
            Assert.Contains($"'{member.Split('"')[1]}' twice", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"data\":\"0x0102ff\"", "\"data\":\"0x0102f\"")]
    [InlineData("\"data\":\"0x0102ff\"", "\"data\":\"0x0102fg\"")]
    [InlineData("\"data\":\"0x0102ff\"", "\"data\":\"0102ff\"")]
    [InlineData("\"data\":\"0x0102ff\"", "\"data\":null")]
    [InlineData("\"blockHash\":\"0x11", "\"blockHash\":\"0x0x")]
    [InlineData("\"address\":\"0x22", "\"address\":\"0x0x")]
    [InlineData("\"address\":\"0x22", "\"address\":\"0x2222")]
    [InlineData("\"logIndex\":\"0x2\"", "\"logIndex\":2")]
    [InlineData("\"logIndex\":\"0x2\"", "\"logIndex\":\"0x\"")]
    [InlineData("\"logIndex\":\"0x2\"", "\"logIndex\":\"0x100000000\"")]
    [InlineData("\"blockNumber\":\"0x10\"", "\"blockNumber\":\"0x1g\"")]
    [InlineData("\"blockNumber\":\"0x10\"", "\"blockNumber\":\"0x10000000000000000\"")]
    [InlineData("\"removed\":false", "\"removed\":0")]
    [InlineData("\"topics\":[", "\"topics\":[[],")]
    public void What_the_specification_does_not_say_is_malformed(string written, string instead)
    {
        string json = Valid.Replace(written, instead, StringComparison.Ordinal);
        Assert.NotEqual(Valid, json);

        Assert.Throws<RpcMalformedException>(() => Read($"[{json}]"));
    }

    [Fact]
    public void A_quantity_with_leading_zeros_is_its_number()
    {
        LogBatch logs = Read($"[{Valid.Replace("\"0x10\"", "\"0x000000000000000000000010\"", StringComparison.Ordinal)}]");

        Assert.Equal(16UL, logs[0].BlockNumber.Value);
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_the_batch_as_it_was()
    {
        LogBatch logs = Read($"[{Valid}]");

        Assert.Throws<RpcMalformedException>(() => Read($"[{Valid},{Valid},{{}}]", logs));

        Assert.Equal(1, logs.Count);
        AssertAsDocument(Valid, logs[0]);
    }

    [Fact]
    public void Reading_into_a_used_batch_allocates_nothing_per_log()
    {
        byte[] one = Encoding.UTF8.GetBytes($"[{Valid}]");
        byte[] many = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(Valid, 500))}]");
        var batch = new LogBatch();
        long ofOne = Allocated(one, batch);
        long ofMany = Allocated(many, batch);

        Assert.Equal(ofOne, ofMany);
    }

    [Fact]
    [Trait("Category", Fuzz.Category)]
    public void Whatever_is_read_from_damaged_text_is_what_the_text_says()
    {
        var mutations = new JsonMutations(Fuzz.Seed(11));
        string[] valid = [.. new[] { 0, 1, 2, 4 }.Select(n => $"[{string.Join(',', Enumerable.Repeat(Valid, n))}]")];
        var plain = new LogBatch();
        var alike = new LogBatch();
        double accepted = Fuzz.Run("JSON logs", JsonFuzz.Readers, i =>
        {
            byte[] damaged = mutations.Of(valid[i % valid.Length]);
            bool isRead = TryRead(damaged, plain, byShape: false);
            if (isRead != TryRead(damaged, alike, byShape: true))
            {
                Assert.Fail($"{Encoding.Latin1.GetString(damaged)}: read one way is {isRead}, the other way it is not");
            }

            if (isRead)
            {
                using JsonDocument document = JsonText.Document(damaged);
                JsonText.AssertLogs(document.RootElement, plain);
                JsonText.AssertLogs(document.RootElement, alike);
            }

            return isRead;
        });

        Assert.InRange(accepted, 0.02, 0.98);
    }

    [Fact]
    public void Logs_written_alike_are_read_by_their_shape_and_the_odd_ones_among_them_too()
    {
        string[] odd =
        [
            Valid,
            Valid.Replace("\"removed\":false", "\"removed\":true", StringComparison.Ordinal),
            Valid.Replace($"\"{Hash}\",\"0xABcd", "\"0xABcd", StringComparison.Ordinal),
            Valid.Replace("\"data\":\"0x0102ff\"", "\"data\":\"0x\"", StringComparison.Ordinal),
            Valid.Replace("\"data\":\"0x0102ff\"", "\"data\":\"\\u0030x0102ff\"", StringComparison.Ordinal),
            Valid.Replace("\"logIndex\":\"0x2\"", "\"logIndex\":\"0x0000000000000002\"", StringComparison.Ordinal),
            Valid.Replace("\"topics\":", " \"topics\" : ", StringComparison.Ordinal),
            Valid[..^1] + ",\"blockTimestamp\":\"0x5f\"}",
            Valid[..^1] + ",\"note\":\"a\\\"b\"}",
            $"{{{string.Join(',', Members(Valid).Reverse())}}}",
        ];
        var random = new Random(4);
        for (int round = 0; round < 300; round++)
        {
            string first = odd[random.Next(odd.Length)];
            string[] logs = [first, .. Enumerable.Range(0, 20).Select(_ => random.Next(3) > 0 ? first : odd[random.Next(odd.Length)])];
            byte[] json = Encoding.UTF8.GetBytes($"[{string.Join(',', logs)}]");
            var batch = new LogBatch();

            Assert.True(TryRead(json, batch, byShape: true));
            AssertAsDocument(json, batch);
        }
    }

    [Fact]
    public void What_is_malformed_among_logs_written_alike_is_malformed()
    {
        string[] spoilt =
        [
            Valid.Replace("0x0102ff", "0x0102f", StringComparison.Ordinal),
            Valid.Replace("0x0102ff", "0x0102fg", StringComparison.Ordinal),
            Valid.Replace("\"blockHash\":\"0x11", "\"blockHash\":\"0x1g", StringComparison.Ordinal),
            Valid.Replace("\"logIndex\":\"0x2\"", "\"logIndex\":\"0x\"", StringComparison.Ordinal),
            Valid.Replace("\"logIndex\":\"0x2\"", "\"logIndex\":\"0x100000002\"", StringComparison.Ordinal),
            Valid.Replace($"[\"{Hash}\",", $"[\"{Hash}\",,", StringComparison.Ordinal),
            Valid.Replace($"[\"{Hash}\",", $"[\"{Hash}\"", StringComparison.Ordinal),
            Valid.Replace("\"],\"data\"", "\",],\"data\"", StringComparison.Ordinal),
            Valid.Replace($"[\"{Hash}\",", $"[\"{Hash}\",\"{Hash}\",\"{Hash}\",\"{Hash}\",", StringComparison.Ordinal),
            Valid[..^1],
            Valid + "}",
        ];
        foreach (string wrong in spoilt)
        {
            Assert.NotEqual(Valid, wrong);
            Assert.False(TryRead(Encoding.UTF8.GetBytes($"[{Valid},{Valid},{wrong},{Valid}]"), new LogBatch(), byShape: true), wrong);
        }
    }

    private static bool TryRead(byte[] json, LogBatch batch, bool byShape)
    {
        batch.Clear();
        try
        {
            RpcJson.Parse(json, (ref Utf8JsonReader reader) => LogJson.ReadInto(byShape ? json : [], ref reader, batch));
            return true;
        }
        catch (RpcMalformedException)
        {
            return false;
        }
    }

    private static long Allocated(byte[] json, LogBatch batch)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            batch.Clear();
            long before = GC.GetAllocatedBytesForCurrentThread();
            RpcJson.Parse(json, (ref Utf8JsonReader reader) => LogJson.ReadInto(json, ref reader, batch));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static LogBatch Read(string json) => Read(json, new LogBatch());

    private static LogBatch Read(string json, LogBatch batch)
    {
        RpcJson.Parse(Encoding.UTF8.GetBytes(json), (ref Utf8JsonReader reader) => LogJson.ReadInto(ref reader, batch));
        return batch;
    }

    private static string[] Members(string json) =>
        [.. JsonDocument.Parse(json).RootElement.EnumerateObject().Select(p => $"\"{p.Name}\":{p.Value.GetRawText()}")];

    private static void AssertAsDocument(byte[] json, LogBatch batch)
    {
        using JsonDocument document = JsonText.Document(json);
        JsonText.AssertLogs(document.RootElement, batch);
    }

    private static void AssertAsDocument(string json, LogView log)
    {
        using var document = JsonDocument.Parse(json);
        JsonText.AssertLog(document.RootElement, log);
    }
}
