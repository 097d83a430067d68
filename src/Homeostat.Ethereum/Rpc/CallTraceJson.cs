using System.Collections.Immutable;
using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Reads what Geth's callTracer says of a block (debug_traceBlockBy…): a tree of frames for each transaction.</summary>
internal static class CallTraceJson
{
    /// <summary>The EVM nests no deeper; what does is hostile.</summary>
    public const int MaxDepth = 1024;

    // Each frame holds its path. Few bytes of text could stand for many deep frames: of all paths together, 16 MiB.
    private const int MaxPositions = 4 * 1024 * 1024;

    private static readonly FieldSet TransactionFields = new("trace", "txHash", "result", "error");
    private static readonly FieldSet FrameFields = new("call frame", "type", "from", "to", "value", "input", "error", "calls");

    public static List<InternalCall> ReadBlock(ref Utf8JsonReader reader)
    {
        var calls = new List<InternalCall>();
        uint index = 0;
        int room = MaxPositions;
        RpcJson.ReadList(ref reader, "traces", (ref Utf8JsonReader item) => ReadTransaction(ref item, calls, index++, ref room));
        return calls;
    }

    private static bool ReadTransaction(ref Utf8JsonReader reader, List<InternalCall> calls, uint index, ref int room)
    {
        int first = calls.Count;
        Hash32 hash = default;
        ulong seen = 0;
        while (TransactionFields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            switch (field)
            {
                case 0: hash = RpcJson.ReadHash(ref reader, "txHash"); break;
                case 1: ReadFrame(ref reader, calls, index, [], ref room); break;
                default: throw new RpcMalformedException($"The node could not trace transaction {index} of the block: {Excerpt.Of(RpcJson.ReadText(ref reader, "error"))}");
            }
        }

        TransactionFields.Require(seen, "txHash", "result");
        Settle(calls, first, hash);
        return true;
    }

    private static void ReadFrame(ref Utf8JsonReader reader, List<InternalCall> calls, uint index, ImmutableArray<uint> path, ref int room)
    {
        if (path.Length > MaxDepth)
        {
            throw RpcJson.Malformed("calls", $"nested at most {MaxDepth} deep");
        }

        room -= path.Length;
        if (room < 0)
        {
            throw RpcJson.Malformed("calls", $"of at most {MaxPositions} positions in all");
        }

        // The frame's place is before its children, whichever field comes first.
        int place = calls.Count;
        var call = new InternalCall(default, index, path, default, default, null, default, default, true);
        calls.Add(call);
        ulong seen = 0;
        while (FrameFields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            switch (field)
            {
                case 0: call = call with { Kind = CallKinds.Parse(RpcJson.ReadText(ref reader, "type")) }; break;
                case 1: call = call with { From = RpcJson.ReadAddress(ref reader, "from") }; break;
                case 2: call = call with { To = OptionalJson.ReadAddress(ref reader, "to") }; break;
                case 3: call = call with { Value = RpcJson.ReadUInt256(ref reader, "value") }; break;
                case 4: call = call with { Input = RpcJson.ReadData(ref reader, "input") }; break;
                case 5: call = call with { Succeeded = RpcJson.SkipNull(ref reader) }; break;
                default: ReadChildren(ref reader, calls, index, path, ref room); break;
            }
        }

        FrameFields.Require(seen, "type", "from");
        calls[place] = call;
    }

    private static void ReadChildren(ref Utf8JsonReader reader, List<InternalCall> calls, uint index, ImmutableArray<uint> path, ref int room)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw RpcJson.Malformed("calls", "an array");
        }

        for (uint child = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; child++)
        {
            ReadFrame(ref reader, calls, index, path.Add(child), ref room);
        }
    }

    /// <summary>Gives the frames their transaction, and undoes what a failed frame around them undid.</summary>
    private static void Settle(List<InternalCall> calls, int first, Hash32 transaction)
    {
        int? failedDepth = null;
        for (int i = first; i < calls.Count; i++)
        {
            int depth = calls[i].Path.Length;
            failedDepth = depth <= failedDepth ? null : failedDepth;
            bool succeeded = calls[i].Succeeded && failedDepth is null;
            failedDepth ??= succeeded ? null : depth;
            calls[i] = calls[i] with { Transaction = transaction, Succeeded = succeeded };
        }
    }
}
