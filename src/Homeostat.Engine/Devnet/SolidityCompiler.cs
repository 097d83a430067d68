using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Homeostat.Engine.Devnet;

/// <summary>Compiles with npm's solc at run time; what has not changed comes from the cache.</summary>
public sealed class SolidityCompiler(Checkout checkout)
{
    /// <summary>Bumped when the settings that tools/compile.mjs uses change.</summary>
    private const string CacheVersion = "1";

    /// <summary>Compiles every .sol file under a directory; contracts by name.</summary>
    public async Task<IReadOnlyDictionary<string, ContractArtifact>> CompileAsync(string directory, CancellationToken cancellation)
    {
        directory = Path.GetFullPath(directory);
        var sources = Directory.GetFiles(directory, "*.sol", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var cached = Path.Combine(checkout.Cache, $"solc-{await KeyAsync(directory, sources, cancellation).ConfigureAwait(false)}.json");
        if (!File.Exists(cached))
        {
            var output = await ChildProcess.RunAsync(
                "node",
                [Path.Combine(checkout.Contracts, "tools", "compile.mjs"), directory, .. sources],
                checkout.Contracts,
                null,
                cancellation).ConfigureAwait(false);
            Directory.CreateDirectory(checkout.Cache);
            // A name of its own: another process, or another play of this one, may be writing the same.
            var partial = $"{cached}.{Path.GetRandomFileName()}";
            await File.WriteAllTextAsync(partial, output, cancellation).ConfigureAwait(false);
            File.Move(partial, cached, overwrite: true);
        }

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(cached, cancellation).ConfigureAwait(false));
        return document.RootElement.EnumerateObject().ToDictionary(
            c => c.Name,
            c => ContractArtifact.Parse(c.Name, c.Value),
            StringComparer.Ordinal);
    }

    private async Task<string> KeyAsync(string directory, List<string> sources, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(CacheVersion));
        hash.AppendData(await File.ReadAllBytesAsync(Path.Combine(checkout.Contracts, "package-lock.json"), cancellation).ConfigureAwait(false));
        foreach (var source in sources.Concat(Importable()))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(directory, source) + "\0"));
            hash.AppendData(await File.ReadAllBytesAsync(source, cancellation).ConfigureAwait(false));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    /// <summary>Ours, which any source may import as @homeostat/…</summary>
    private IEnumerable<string> Importable() =>
        Directory.GetFiles(Path.Combine(checkout.Contracts, "src"), "*.sol", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(checkout.Contracts, "devnet"), "*.sol", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);
}
