using System.Numerics;
using System.Text;
using System.Text.Json;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;
using static Homeostat.Tests.Ethereum.Rpc.JsonText;

namespace Homeostat.Tests.Ethereum.Rpc;

/// <summary>Traces, damaged, of both formats: their frames are those of the framework's document, or they are refused.</summary>
[Trait("Category", Fuzz.Category)]
public sealed class TraceFuzzTests
{
    private const string Hash = "\"0x1111111111111111111111111111111111111111111111111111111111111111\"";
    private const string A = "\"0x2222222222222222222222222222222222222222\"";
    private const string B = "\"0x3333333333333333333333333333333333333333\"";

    private static readonly string[] Trees =
    [
        $$$"""[{"txHash":{{{Hash}}},"result":{"type":"CALL","from":{{{A}}},"to":{{{B}}},"value":"0x7","input":"0x01020304","calls":[{"type":"DELEGATECALL","from":{{{B}}},"to":{{{A}}},"input":"0x","error":"reverted","calls":[{"type":"CREATE","from":{{{A}}},"input":"0x60"}]},{"type":"STATICCALL","from":{{{A}}},"to":{{{B}}}}]}},{"txHash":{{{Hash}}},"result":{"type":"CREATE2","from":{{{A}}},"to":{{{B}}},"error":null}}]""",
    ];

    private static readonly string[] Lists =
    [
        $$$"""[{"type":"call","action":{"callType":"call","from":{{{A}}},"to":{{{B}}},"value":"0x7","input":"0x01020304"},"result":{"output":"0x"},"traceAddress":[],"transactionHash":{{{Hash}}},"transactionPosition":0},{"type":"call","action":{"callType":"delegatecall","from":{{{B}}},"to":{{{A}}},"value":"0x0","input":"0x"},"error":"Reverted","traceAddress":[0],"transactionHash":{{{Hash}}},"transactionPosition":0},{"type":"create","action":{"from":{{{A}}},"value":"0x0","init":"0x60"},"result":{"address":{{{B}}},"code":"0x"},"traceAddress":[0,0],"transactionHash":{{{Hash}}},"transactionPosition":0},{"type":"suicide","action":{"address":{{{A}}},"refundAddress":{{{B}}},"balance":"0x1"},"result":null,"traceAddress":[1],"transactionHash":{{{Hash}}},"transactionPosition":1},{"type":"reward","action":{"author":{{{A}}},"value":"0x1"},"result":null,"traceAddress":[],"transactionHash":null,"transactionPosition":null}]""",
    ];

    [Fact]
    public void Frames_of_a_tree_are_those_of_the_text() =>
        JsonFuzz.Run("JSON call trees", 57, Trees, json => RpcJson.Parse(json, CallTraceJson.ReadBlock), (json, calls) =>
        {
            var expected = new List<Frame>();
            uint index = 0;
            foreach (JsonElement transaction in json.EnumerateArray())
            {
                AddTree(expected, transaction.GetProperty("result"), Data(transaction, "txHash"), index++, "", isStanding: true);
            }

            Assert.Equal(expected, calls.Select(Frame.Of));
        });

    [Fact]
    public void Frames_of_a_list_are_those_of_the_text() =>
        JsonFuzz.Run("JSON call lists", 58, Lists, json => RpcJson.Parse(json, FlatTraceJson.ReadBlock), (json, calls) =>
        {
            // Whether a frame stands depends on those before it, which is the reader's own rule; the rest is the text's.
            JsonElement[] frames = [.. json.EnumerateArray().Where(f => f.GetProperty("type").GetString() != "reward")];
            Assert.Equal(frames.Length, calls.Count);
            foreach ((JsonElement json1, InternalCall call) in frames.Zip(calls))
            {
                Assert.Equal(OfList(json1), Frame.Of(call) with { Succeeded = OfList(json1).Succeeded });
                Assert.False(call.Succeeded && !OfList(json1).Succeeded);
            }
        });

    [Fact]
    public void A_frame_whose_calls_are_there_twice_is_refused()
    {
        string calls = "\"calls\":[" + $$"""{"type":"CALL","from":{{A}}}""" + "]";
        byte[] json = Encoding.UTF8.GetBytes($$"""[{"txHash":{{Hash}},"result":{"type":"CALL","from":{{A}},{{calls}},{{calls}} } }]""");

        RpcMalformedException error = Assert.Throws<RpcMalformedException>(() => RpcJson.Parse(json, CallTraceJson.ReadBlock));
        Assert.Contains("'calls' twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_deep_frames_in_little_text_are_refused()
    {
        const int Depth = 1_000;
        string siblings = string.Join(',', Enumerable.Repeat($$"""{"type":"CALL","from":{{A}}}""", 5_000));
        string deep = string.Concat(Enumerable.Repeat($$"""{"type":"CALL","from":{{A}},"calls":[""", Depth)) + siblings + string.Concat(Enumerable.Repeat("]}", Depth));
        byte[] json = Encoding.UTF8.GetBytes($$"""[{"txHash":{{Hash}},"result":{{deep}}}]""");

        Assert.Throws<RpcMalformedException>(() => RpcJson.Parse(json, CallTraceJson.ReadBlock));
    }

    private static void AddTree(List<Frame> frames, JsonElement json, string? transaction, uint index, string path, bool isStanding)
    {
        isStanding &= !json.TryGetProperty("error", out JsonElement error) || error.ValueKind == JsonValueKind.Null;
        frames.Add(new Frame(
            transaction, index, path, Kind(json.GetProperty("type").GetString()!), Data(json, "from"), Data(json, "to"), Quantity(json, "value") ?? 0, Data(json, "input") ?? "0x", isStanding));
        if (json.TryGetProperty("calls", out JsonElement calls))
        {
            int child = 0;
            foreach (JsonElement call in calls.EnumerateArray())
            {
                AddTree(frames, call, transaction, index, $"{path}/{child++}", isStanding);
            }
        }
    }

    private static Frame OfList(JsonElement json)
    {
        JsonElement action = json.GetProperty("action");
        string type = json.GetProperty("type").GetString()!;
        string? created = json.TryGetProperty("result", out JsonElement result) && result.ValueKind != JsonValueKind.Null ? Data(result, "address") : null;
        string path = string.Concat(json.GetProperty("traceAddress").EnumerateArray().Select(p => $"/{p.GetUInt32()}"));
        uint index = json.TryGetProperty("transactionPosition", out JsonElement position) && position.ValueKind != JsonValueKind.Null ? position.GetUInt32() : 0;
        CallKind kind = type == "call" ? action.TryGetProperty("callType", out JsonElement call) ? Kind(call.GetString()!) : CallKind.Call : Kind(type);
        bool isStanding = !json.TryGetProperty("error", out JsonElement error) || error.ValueKind == JsonValueKind.Null;
        return new Frame(
            Data(json, "transactionHash") ?? default(Hash32).ToString(), index, path, kind, Last(action, "from", "address") ?? default(Address).ToLowerHex(),
            type == "create" ? created : Last(action, "to", "refundAddress"), LastQuantity(action, "value", "balance"), Last(action, "input", "init") ?? "0x", isStanding);
    }

    /// <summary>Of two names for the same the one that is written last.</summary>
    private static string? Last(JsonElement json, string one, string other) =>
        json.EnumerateObject().LastOrDefault(m => m.Name == one || m.Name == other) is { Value.ValueKind: JsonValueKind.String } member ? member.Value.GetString()!.ToLowerInvariant() : null;

    private static BigInteger LastQuantity(JsonElement json, string one, string other) =>
        json.EnumerateObject().LastOrDefault(m => m.Name == one || m.Name == other) is { Value.ValueKind: JsonValueKind.String } member ? Quantity(json, member.Name) ?? 0 : 0;

    private static CallKind Kind(string name) => name.ToLowerInvariant() switch
    {
        "call" => CallKind.Call,
        "delegatecall" => CallKind.DelegateCall,
        "staticcall" => CallKind.StaticCall,
        "callcode" => CallKind.CallCode,
        "create" or "create2" => CallKind.Create,
        "selfdestruct" or "suicide" => CallKind.SelfDestruct,
        _ => throw new FormatException($"no kind of call: {name}"),
    };

    private sealed record Frame(
        string? Transaction, uint Index, string Path, CallKind Kind, string? From, string? To, BigInteger Value, string Input, bool Succeeded)
    {
        public static Frame Of(InternalCall call) => new(
            call.Transaction.ToString(), call.TransactionIndex, string.Concat(call.Path.Select(p => $"/{p}")), call.Kind, call.From.ToLowerHex(), call.To?.ToLowerHex(), Plain(call.Value), Hex.Encode(call.Input.Span), call.Succeeded);
    }
}
