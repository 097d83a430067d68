using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Homeostat.Audit.Merkle;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Audit;

/// <summary>The verifier agrees with transparency-dev/merkle on every published proof.</summary>
public class MerkleVectorTests
{
    private static readonly Lazy<IReadOnlyList<(string Name, JsonElement Vector)>> All = new(Read);

    [Theory]
    [InlineData("inclusion", 98)]
    [InlineData("consistency", 98)]
    [InlineData("subtreeinclusion", 204)]
    [InlineData("subtreeconsistency", 118)]
    public void Every_vector_of_a_family_is_answered_as_published(string family, int atLeast)
    {
        var vectors = All.Value.Where(v => v.Name.StartsWith($"testdata/{family}/", StringComparison.Ordinal)).ToList();

        var wrong = vectors.Where(v => Accepts(family, v.Vector) == v.Vector.GetProperty("wantErr").GetBoolean()).Select(v => v.Name);

        Assert.True(vectors.Count >= atLeast, $"{family} has {vectors.Count} vectors, {atLeast} are known");
        Assert.Empty(wrong);
        Assert.Contains(vectors, v => !v.Vector.GetProperty("wantErr").GetBoolean());
    }

    [Fact]
    public void No_vector_is_left_out()
    {
        Assert.Equal(518, All.Value.Count);
    }

    private static bool Accepts(string family, JsonElement vector)
    {
        // What is no hash at all cannot reach the verifier, which takes hashes.
        if ((Hash(vector, "root") ?? StandIn(vector, "root2")) is not { } root
            || (Hash(vector, "leafHash") ?? StandIn(vector, "root1")) is not { } first
            || Proof(vector) is not { } proof)
        {
            return false;
        }

        return family switch
        {
            "inclusion" => MerkleProof.Includes(first, Number(vector, "leafIdx"), Number(vector, "treeSize"), proof, root),
            "consistency" => MerkleProof.IsConsistent(Number(vector, "size1"), Number(vector, "size2"), proof, first, root),
            "subtreeinclusion" => MerkleProof.IncludesInSubtree(first, Number(vector, "leafIdx"), Number(vector, "start"), Number(vector, "end"), proof, root),
            "subtreeconsistency" => MerkleProof.IsSubtreeConsistent(Number(vector, "start"), Number(vector, "end"), Number(vector, "size"), proof, first, root),
            _ => throw new ArgumentOutOfRangeException(nameof(family)),
        };
    }

    private static ulong Number(JsonElement vector, string name) => vector.GetProperty(name).GetUInt64();

    private static Hash32? Hash(JsonElement vector, string name) => vector.TryGetProperty(name, out var value) ? ToHash(value) : null;

    /// <summary>Some roots that are only compared with each other are words, not hashes: a hash of the word is as equal.</summary>
    private static Hash32? StandIn(JsonElement vector, string name) => vector.TryGetProperty(name, out var value)
        ? ToHash(value) ?? new Hash32(SHA256.HashData(value.GetBytesFromBase64()))
        : null;

    private static Hash32? ToHash(JsonElement value) => value.GetBytesFromBase64() is { Length: Hash32.Size } bytes ? new Hash32(bytes) : null;

    private static List<Hash32>? Proof(JsonElement vector)
    {
        var proof = vector.GetProperty("proof");
        var hashes = proof.ValueKind == JsonValueKind.Null ? [] : proof.EnumerateArray().Select(ToHash).ToList();
        return hashes.Contains(null) ? null : [.. hashes.Select(h => h!.Value)];
    }

    private static List<(string, JsonElement)> Read()
    {
        var file = Environment.GetEnvironmentVariable("HOMEOSTAT_MERKLE_VECTORS") ?? Path.Combine(AppContext.BaseDirectory, "Audit", "Vectors", "testdata.tar.gz");
        using var archive = new TarReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var vectors = new List<(string, JsonElement)>();
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.Name.EndsWith(".json", StringComparison.Ordinal))
            {
                using var json = JsonDocument.Parse(entry.DataStream!);
                vectors.Add((entry.Name, json.RootElement.Clone()));
            }
        }

        return vectors;
    }
}
