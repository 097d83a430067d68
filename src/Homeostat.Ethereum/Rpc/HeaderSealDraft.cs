using System.Text.Json;

namespace Homeostat.Ethereum.Rpc;

/// <summary>Collects the fields of a <see cref="HeaderSeal"/> in whatever order they come.</summary>
internal struct HeaderSealDraft
{
    private const int NonceSize = 8;

    private Hash32 _ommersHash;
    private UInt256 _difficulty;
    private byte[] _extraData;
    private Hash32 _mixHash;
    private byte[] _nonce;
    private Hash32? _withdrawalsRoot;
    private ulong? _blobGasUsed;
    private ulong? _excessBlobGas;
    private Hash32? _parentBeaconBlockRoot;
    private Hash32? _requestsHash;

    /// <param name="field">Position after the first field of the seal.</param>
    public void ReadField(ref Utf8JsonReader reader, int field)
    {
        switch (field)
        {
            case 0: _ommersHash = RpcJson.ReadHash(ref reader, "sha3Uncles"); break;
            case 1: _difficulty = RpcJson.ReadUInt256(ref reader, "difficulty"); break;
            case 2: _extraData = RpcJson.ReadData(ref reader, "extraData"); break;
            case 3: _mixHash = RpcJson.ReadHash(ref reader, "mixHash"); break;
            case 4: _nonce = ReadNonce(ref reader); break;
            case 5: _withdrawalsRoot = OptionalJson.ReadHash(ref reader, "withdrawalsRoot"); break;
            case 6: _blobGasUsed = OptionalJson.ReadUInt64(ref reader, "blobGasUsed"); break;
            case 7: _excessBlobGas = OptionalJson.ReadUInt64(ref reader, "excessBlobGas"); break;
            case 8: _parentBeaconBlockRoot = OptionalJson.ReadHash(ref reader, "parentBeaconBlockRoot"); break;
            default: _requestsHash = OptionalJson.ReadHash(ref reader, "requestsHash"); break;
        }
    }

    public readonly HeaderSeal ToSeal(bool hasUnknownFields) => new(
        _ommersHash, _difficulty, _extraData, _mixHash, _nonce, _withdrawalsRoot, _blobGasUsed, _excessBlobGas,
        _parentBeaconBlockRoot, _requestsHash, hasUnknownFields);

    private static byte[] ReadNonce(ref Utf8JsonReader reader)
    {
        byte[] nonce = RpcJson.ReadData(ref reader, "nonce");
        return nonce.Length == NonceSize ? nonce : throw RpcJson.Malformed("nonce", $"{NonceSize} bytes");
    }
}
