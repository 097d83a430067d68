using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// Reads log objects of one message into a batch without allocating.
/// </summary>
internal ref struct LogReader(LogBatch batch)
{
    private RepeatedHash _blockHash;
    private RepeatedHash _transactionHash;

    /// <summary>The reader stands on the opening brace at first, and on the closing one in the end.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new RpcMalformedException("The log is no JSON object.");
        }

        var draft = default(LogDraft);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            LogField field = LogFields.Of(ref reader);
            reader.Read();
            if (field == LogField.None)
            {
                reader.Skip();
                continue;
            }

            if ((draft.Seen & field) != LogField.None)
            {
                throw LogFields.Repeated(field);
            }

            draft.Seen |= field;
            ReadField(ref reader, field, ref draft);
        }

        LogFields.Require(draft.Seen);
        if (!TryAppend(draft))
        {
            throw RpcJson.Malformed("data", "hexadecimal data");
        }
    }

    public bool TryReadBlockHash(ReadOnlySpan<byte> digits, out Hash32 hash) => _blockHash.TryRead(digits, out hash);

    public bool TryReadTransactionHash(ReadOnlySpan<byte> digits, out Hash32 hash) => _transactionHash.TryRead(digits, out hash);

    /// <summary>Room for the topics of the log at hand.</summary>
    public readonly Span<byte> TopicRoom() => batch.Reserve(LogBatch.MaxTopics * Hash32.Size);

    /// <summary>
    /// Takes in a log that was read. The data may come before the topics, behind which it lies: its digits have waited. False
    /// for digits that are none.
    /// </summary>
    public readonly bool TryAppend(in LogDraft draft)
    {
        int topics = draft.TopicCount * Hash32.Size;
        int length = draft.Data.Length / 2;
        Span<byte> bytes = batch.Reserve(topics + length);
        if (!Hex.TryDecodeDigits(draft.Data, bytes[topics..]))
        {
            return false;
        }

        ref LogEntry entry = ref batch.Append();
        entry.Address = draft.Address;
        entry.Position = new LogPosition(
            new BlockNumber(draft.BlockNumber), draft.BlockHash, draft.TransactionHash, draft.TransactionIndex, draft.LogIndex, draft.Removed);
        entry.TopicCount = draft.TopicCount;
        entry.DataLength = length;
        batch.Commit(ref entry);
        return true;
    }

    private void ReadField(ref Utf8JsonReader reader, LogField field, ref LogDraft draft)
    {
        switch (field)
        {
            case LogField.Address: draft.Address = RpcJson.ReadAddress(ref reader, "address"); break;
            case LogField.Topics: ReadTopics(ref reader, ref draft); break;
            case LogField.Data: draft.Data = RpcJson.ReadDigits(ref reader, "data"); break;
            case LogField.BlockNumber: draft.BlockNumber = RpcJson.ReadUInt64(ref reader, "blockNumber"); break;
            case LogField.BlockHash: ReadHash(ref reader, "blockHash", ref _blockHash, out draft.BlockHash); break;
            case LogField.TransactionHash: ReadHash(ref reader, "transactionHash", ref _transactionHash, out draft.TransactionHash); break;
            case LogField.TransactionIndex: draft.TransactionIndex = RpcJson.ReadIndex(ref reader, "transactionIndex"); break;
            case LogField.LogIndex: draft.LogIndex = RpcJson.ReadIndex(ref reader, "logIndex"); break;
            default: draft.Removed = RpcJson.ReadBool(ref reader, "removed"); break;
        }
    }

    private static void ReadHash(ref Utf8JsonReader reader, string field, ref RepeatedHash before, out Hash32 hash)
    {
        if (!before.TryRead(RpcJson.ReadDigits(ref reader, field), out hash))
        {
            throw RpcJson.Malformed(field, "a hash");
        }
    }

    private readonly void ReadTopics(ref Utf8JsonReader reader, ref LogDraft draft)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw RpcJson.Malformed("topics", "an array");
        }

        Span<byte> topics = TopicRoom();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (draft.TopicCount == LogBatch.MaxTopics)
            {
                throw RpcJson.Malformed("topics", $"an array of at most {LogBatch.MaxTopics}");
            }

            RpcJson.DecodeExactly(ref reader, "topics", "a hash", topics.Slice(draft.TopicCount * Hash32.Size, Hash32.Size));
            draft.TopicCount++;
        }
    }
}
