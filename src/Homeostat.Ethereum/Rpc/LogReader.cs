using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>
/// Reads log objects of one message into a batch without allocating. Neighbours mostly share their block and their
/// transaction: a hash written like the one before is not decoded again.
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

        var draft = default(Draft);
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
        Append(draft);
    }

    private void ReadField(ref Utf8JsonReader reader, LogField field, ref Draft draft)
    {
        switch (field)
        {
            case LogField.Address: draft.Address = RpcJson.ReadAddress(ref reader, "address"); break;
            case LogField.Topics: ReadTopics(ref reader, ref draft); break;
            case LogField.Data: draft.Data = RpcJson.ReadDigits(ref reader, "data"); break;
            case LogField.BlockNumber: draft.BlockNumber = RpcJson.ReadUInt64(ref reader, "blockNumber"); break;
            case LogField.BlockHash: draft.BlockHash = _blockHash.Read(ref reader, "blockHash"); break;
            case LogField.TransactionHash: draft.TransactionHash = _transactionHash.Read(ref reader, "transactionHash"); break;
            case LogField.TransactionIndex: draft.TransactionIndex = RpcJson.ReadIndex(ref reader, "transactionIndex"); break;
            case LogField.LogIndex: draft.LogIndex = RpcJson.ReadIndex(ref reader, "logIndex"); break;
            default: draft.Removed = RpcJson.ReadBool(ref reader, "removed"); break;
        }
    }

    private readonly void ReadTopics(ref Utf8JsonReader reader, ref Draft draft)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw RpcJson.Malformed("topics", "an array");
        }

        Span<byte> topics = batch.Reserve(LogBatch.MaxTopics * Hash32.Size);
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

    // The data may come before the topics, behind which it lies: its digits wait until all of the object is read.
    private readonly void Append(in Draft draft)
    {
        int topics = draft.TopicCount * Hash32.Size;
        int length = draft.Data.Length / 2;
        Span<byte> bytes = batch.Reserve(topics + length);
        if (!Hex.TryDecodeDigits(draft.Data, bytes[topics..]))
        {
            throw RpcJson.Malformed("data", "hexadecimal data");
        }

        ref LogEntry entry = ref batch.Append();
        entry.Address = draft.Address;
        entry.Position = new LogPosition(
            new BlockNumber(draft.BlockNumber), draft.BlockHash, draft.TransactionHash, draft.TransactionIndex, draft.LogIndex, draft.Removed);
        entry.TopicCount = draft.TopicCount;
        entry.DataLength = length;
        batch.Commit(ref entry);
    }

    private ref struct Draft
    {
        public LogField Seen;
        public Address Address;
        public int TopicCount;
        public ReadOnlySpan<byte> Data;
        public ulong BlockNumber;
        public Hash32 BlockHash;
        public Hash32 TransactionHash;
        public uint TransactionIndex;
        public uint LogIndex;
        public bool Removed;
    }

    private ref struct RepeatedHash
    {
        private ReadOnlySpan<byte> _digits;
        private Hash32 _hash;

        public Hash32 Read(ref Utf8JsonReader reader, string field)
        {
            ReadOnlySpan<byte> digits = RpcJson.ReadDigits(ref reader, field);
            if (_digits.IsEmpty || !digits.SequenceEqual(_digits))
            {
                _hash = RpcJson.ToHash(digits, field);
                _digits = digits;
            }

            return _hash;
        }
    }
}
