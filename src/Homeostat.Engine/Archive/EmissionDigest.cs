using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Homeostat.Core;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Archive;

/// <summary>
/// SHA-256 over every bit that Core said, in order: two runs with the same digest said the same. Floating point goes in
/// its shortest text that reads back to the same bits.
/// </summary>
public sealed class EmissionDigest : IDisposable
{
    private static readonly JsonSerializerOptions Exact = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public Hash32 Value => Hash32.FromBytes(_hash.GetCurrentHash());

    public void Add(Emission emission)
    {
        ArgumentNullException.ThrowIfNull(emission);
        _hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(emission.GetType().Name, Exact));
        _hash.AppendData(JsonSerializer.SerializeToUtf8Bytes<object>(emission, Exact));
    }

    public void Dispose() => _hash.Dispose();
}
