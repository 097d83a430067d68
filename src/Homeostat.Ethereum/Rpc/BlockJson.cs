using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Reads headers and blocks.</summary>
internal static class BlockJson
{
    private const int BloomSize = 256;

    private static readonly FieldSet Fields = new(
        "block",
        "number", "hash", "parentHash", "timestamp", "baseFeePerGas", "gasUsed", "gasLimit", "logsBloom", "miner",
        "stateRoot", "transactionsRoot", "receiptsRoot", "transactions",
        "sha3Uncles", "difficulty", "extraData", "mixHash", "nonce", "withdrawalsRoot", "blobGasUsed", "excessBlobGas",
        "parentBeaconBlockRoot", "requestsHash",
        // Not of the header, and known not to be: no reason to doubt that the hash can be recomputed.
        "totalDifficulty", "size", "uncles", "withdrawals");

    private const int TransactionsField = 12;
    private const int FirstSealField = 13;
    private const int FirstIgnoredField = 23;

    public static BlockHeader ReadHeader(ref Utf8JsonReader reader)
    {
        ulong seen = 0;
        return Read(ref reader, ref seen, skipTransactions: true).Header;
    }

    /// <summary>The header of a block; null when there is none. The hashes of its transactions, most of the text, are not read.</summary>
    public static BlockHeader? ReadOptionalHeader(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null : ReadHeader(ref reader);

    public static Block? ReadBlock(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        ulong seen = 0;
        Block block = Read(ref reader, ref seen, skipTransactions: false);
        Fields.Require(seen, "transactions");
        return block;
    }

    private static Block Read(ref Utf8JsonReader reader, ref ulong seen, bool skipTransactions)
    {
        var draft = new Draft();
        while (Fields.Next(ref reader, ref seen) is var field && field >= 0)
        {
            if (field >= FirstIgnoredField || (field == TransactionsField && skipTransactions))
            {
                reader.Skip();
            }
            else if (field >= FirstSealField)
            {
                draft.Seal.ReadField(ref reader, field - FirstSealField);
            }
            else
            {
                draft.ReadField(ref reader, field);
            }
        }

        Fields.Require(
            seen, "number", "hash", "parentHash", "timestamp", "gasUsed", "gasLimit", "logsBloom", "miner", "stateRoot",
            "transactionsRoot", "receiptsRoot");
        bool isSealed = Fields.Has(seen, "sha3Uncles", "difficulty", "extraData", "mixHash", "nonce");
        return draft.ToBlock(isSealed ? draft.Seal.ToSeal((seen & FieldSet.Unknown) != 0) : null);
    }

    private ref struct Draft
    {
        private BlockNumber _number;
        private Hash32 _hash;
        private Hash32 _parentHash;
        private ulong _timestamp;
        private Wei? _baseFeePerGas;
        private ulong _gasUsed;
        private ulong _gasLimit;
        private byte[] _logsBloom;
        private Address _miner;
        private Hash32 _stateRoot;
        private Hash32 _transactionsRoot;
        private Hash32 _receiptsRoot;
        private List<Hash32>? _transactions;

        public HeaderSealDraft Seal;

        public void ReadField(ref Utf8JsonReader reader, int field)
        {
            switch (field)
            {
                case 0: _number = new BlockNumber(RpcJson.ReadUInt64(ref reader, "number")); break;
                case 1: _hash = RpcJson.ReadHash(ref reader, "hash"); break;
                case 2: _parentHash = RpcJson.ReadHash(ref reader, "parentHash"); break;
                case 3: _timestamp = RpcJson.ReadUInt64(ref reader, "timestamp"); break;
                case 4: _baseFeePerGas = OptionalJson.ReadWei(ref reader, "baseFeePerGas"); break;
                case 5: _gasUsed = RpcJson.ReadUInt64(ref reader, "gasUsed"); break;
                case 6: _gasLimit = RpcJson.ReadUInt64(ref reader, "gasLimit"); break;
                case 7: _logsBloom = ReadBloom(ref reader); break;
                case 8: _miner = RpcJson.ReadAddress(ref reader, "miner"); break;
                case 9: _stateRoot = RpcJson.ReadHash(ref reader, "stateRoot"); break;
                case 10: _transactionsRoot = RpcJson.ReadHash(ref reader, "transactionsRoot"); break;
                case 11: _receiptsRoot = RpcJson.ReadHash(ref reader, "receiptsRoot"); break;
                default:
                    _transactions = RpcJson.ReadList(
                        ref reader, "transactions", (ref Utf8JsonReader item) => RpcJson.ReadHash(ref item, "transactions"));
                    break;
            }
        }

        public readonly Block ToBlock(HeaderSeal? seal) => new(
            new BlockHeader(
                _number, _hash, _parentHash, _timestamp, _baseFeePerGas, _gasUsed, _gasLimit, _logsBloom, _miner,
                _stateRoot, _transactionsRoot, _receiptsRoot) { Seal = seal },
            _transactions ?? []);

        private static byte[] ReadBloom(ref Utf8JsonReader reader)
        {
            byte[] bloom = RpcJson.ReadData(ref reader, "logsBloom");
            return bloom.Length == BloomSize ? bloom : throw RpcJson.Malformed("logsBloom", $"{BloomSize} bytes");
        }
    }
}
