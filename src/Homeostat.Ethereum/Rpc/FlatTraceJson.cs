using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Reads what trace_block says (Parity's format): the frames of all transactions in one list, each before its children.</summary>
internal static class FlatTraceJson
{
    private static readonly FieldSet Fields = new(
        "trace", "type", "action", "result", "error", "traceAddress", "transactionHash", "transactionPosition");

    private static readonly FieldSet ActionFields = new(
        "action", "callType", "from", "to", "value", "input", "init", "address", "refundAddress", "balance");

    private static readonly FieldSet ResultFields = new("result", "address");

    public static List<InternalCall> ReadBlock(ref Utf8JsonReader reader)
    {
        var calls = RpcJson.ReadList(ref reader, "traces", Read);

        // Rewards for the block's author are in the list and are no calls.
        calls.RemoveAll(call => call is null);
        return Settle(calls!);
    }

    private static InternalCall? Read(ref Utf8JsonReader reader)
    {
        var call = new InternalCall(default, 0, [], default, default, null, default, default, true);
        string type = "";
        Address? created = null;
        ulong seen = 0;
        while (Fields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            switch (field)
            {
                case 0: type = RpcJson.ReadText(ref reader, "type"); break;
                case 1: call = ReadAction(ref reader, call); break;
                case 2: created = ReadCreated(ref reader); break;
                case 3: call = call with { Succeeded = RpcJson.SkipNull(ref reader) }; break;
                case 4: call = call with { Path = [.. RpcJson.ReadList(ref reader, "traceAddress", ReadPosition)] }; break;
                case 5: call = call with { Transaction = OptionalJson.ReadHash(ref reader, "transactionHash") ?? default }; break;
                default: call = call with { TransactionIndex = reader.TokenType == JsonTokenType.Null ? 0 : ReadPosition(ref reader) }; break;
            }
        }

        Fields.Require(seen, "type", "action", "traceAddress");
        return type switch
        {
            "reward" => null,
            "call" => call,
            "create" => call with { Kind = CallKind.Create, To = created },
            _ => call with { Kind = CallKinds.Parse(type) },
        };
    }

    private static InternalCall ReadAction(ref Utf8JsonReader reader, InternalCall call)
    {
        ulong seen = 0;
        while (ActionFields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            call = field switch
            {
                0 => call with { Kind = CallKinds.Parse(RpcJson.ReadText(ref reader, "callType")) },
                1 or 6 => call with { From = RpcJson.ReadAddress(ref reader, "from") },
                2 or 7 => call with { To = OptionalJson.ReadAddress(ref reader, "to") },
                3 or 8 => call with { Value = RpcJson.ReadUInt256(ref reader, "value") },
                _ => call with { Input = RpcJson.ReadData(ref reader, "input") },
            };
        }

        return call;
    }

    private static Address? ReadCreated(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Address? created = null;
        ulong seen = 0;
        while (ResultFields.Next(ref reader, ref seen) >= 0)
        {
            created = OptionalJson.ReadAddress(ref reader, "address");
        }

        return created;
    }

    // Positions are numbers here, not quantities.
    private static uint ReadPosition(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out uint position) ? position : throw RpcJson.Malformed("traceAddress", "a position");

    private static List<InternalCall> Settle(List<InternalCall> calls)
    {
        uint transaction = 0;
        int? failedDepth = null;
        for (int i = 0; i < calls.Count; i++)
        {
            int depth = calls[i].Path.Length;
            failedDepth = depth <= failedDepth || calls[i].TransactionIndex != transaction ? null : failedDepth;
            transaction = calls[i].TransactionIndex;
            bool succeeded = calls[i].Succeeded && failedDepth is null;
            failedDepth ??= succeeded ? null : depth;
            calls[i] = calls[i] with { Succeeded = succeeded };
        }

        return calls;
    }
}
