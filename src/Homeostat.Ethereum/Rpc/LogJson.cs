using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Reads logs: the hottest parser of the client.</summary>
internal static class LogJson
{
    private const int MaxTopics = 4;

    private static readonly FieldSet Fields = new(
        "log",
        "address", "topics", "data", "blockNumber", "blockHash", "transactionHash", "transactionIndex", "logIndex", "removed");

    public static List<Log> ReadList(ref Utf8JsonReader reader) => RpcJson.ReadList(ref reader, "logs", Read);

    public static Log Read(ref Utf8JsonReader reader)
    {
        var draft = new Draft();
        ulong seen = 0;
        while (Fields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            draft.ReadField(ref reader, field);
        }

        Fields.Require(
            seen, "address", "topics", "data", "blockNumber", "blockHash", "transactionHash", "transactionIndex", "logIndex");
        return draft.ToLog();
    }

    private ref struct Draft
    {
        private Address _address;
        private Hash32[] _topics;
        private byte[] _data;
        private ulong _blockNumber;
        private Hash32 _blockHash;
        private Hash32 _transactionHash;
        private uint _transactionIndex;
        private uint _logIndex;
        private bool _removed;

        public void ReadField(ref Utf8JsonReader reader, int field)
        {
            switch (field)
            {
                case 0: _address = RpcJson.ReadAddress(ref reader, "address"); break;
                case 1: _topics = ReadTopics(ref reader); break;
                case 2: _data = RpcJson.ReadData(ref reader, "data"); break;
                case 3: _blockNumber = RpcJson.ReadUInt64(ref reader, "blockNumber"); break;
                case 4: _blockHash = RpcJson.ReadHash(ref reader, "blockHash"); break;
                case 5: _transactionHash = RpcJson.ReadHash(ref reader, "transactionHash"); break;
                case 6: _transactionIndex = RpcJson.ReadIndex(ref reader, "transactionIndex"); break;
                case 7: _logIndex = RpcJson.ReadIndex(ref reader, "logIndex"); break;
                default: _removed = RpcJson.ReadBool(ref reader, "removed"); break;
            }
        }

        public readonly Log ToLog() => new(
            _address, _topics, _data, new BlockNumber(_blockNumber), _blockHash, _transactionHash, _transactionIndex,
            _logIndex, _removed);

        private static Hash32[] ReadTopics(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw RpcJson.Malformed("topics", "an array");
            }

            Span<Hash32> topics = stackalloc Hash32[MaxTopics];
            int count = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (count == MaxTopics)
                {
                    throw RpcJson.Malformed("topics", $"an array of at most {MaxTopics}");
                }

                topics[count++] = RpcJson.ReadHash(ref reader, "topics");
            }

            return topics[..count].ToArray();
        }
    }
}
