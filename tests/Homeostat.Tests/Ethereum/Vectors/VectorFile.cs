using System.IO.Compression;
using System.Text.Json;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Ethereum.Vectors;

/// <summary>One family of published vectors: a gzipped JSON array. HOMEOSTAT_VECTORS names another directory of the same layout.</summary>
internal static class VectorFile
{
    public const string Category = "EthVectors";
    private const string Variable = "HOMEOSTAT_VECTORS";
    private const int MaxShownFailures = 5;

    public static IReadOnlyList<JsonElement> Read(string family)
    {
        string file = Path.Combine(Directory(), $"{family}.json.gz");
        Assert.True(File.Exists(file), $"{file} is missing.");
        using var json = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(json);
        JsonElement[] cases = [.. document.RootElement.EnumerateArray().Select(element => element.Clone())];
        Assert.True(cases.Length > 0, $"{file} holds no case.");
        return cases;
    }

    /// <summary>Runs the check on every case, reports how many there were and fails with the first that disagree.</summary>
    public static void CheckAll(string family, IReadOnlyCollection<JsonElement> cases, Action<JsonElement> check)
    {
        Assert.NotEmpty(cases);
        var failures = new List<string>();
        foreach (JsonElement vector in cases)
        {
            try
            {
                check(vector);
            }
            catch (Exception e) when (e is Xunit.Sdk.IAssertionException or EthereumFormatException or KeyNotFoundException or OverflowException)
            {
                failures.Add($"{vector.GetProperty("name").GetString()}: {e.Message}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{family}: {cases.Count} cases, {failures.Count} failures");
        Assert.True(
            failures.Count == 0,
            $"{failures.Count} of {cases.Count} cases of {family} fail:\n{string.Join('\n', failures.Take(MaxShownFailures))}");
    }

    public static string Text(this JsonElement vector, string property) => vector.GetProperty(property).GetString()!;

    public static byte[] Bytes(this JsonElement vector, string property) => Hex.Decode(vector.Text(property));

    // The platform runs tests in the directory of their binaries; a relative path is meant from that of the shell.
    private static string Directory() =>
        Environment.GetEnvironmentVariable(Variable) is { } named
            ? Path.GetFullPath(named, Environment.GetEnvironmentVariable("PWD") ?? Environment.CurrentDirectory)
            : Path.Combine(AppContext.BaseDirectory, "Ethereum", "Vectors");
}
