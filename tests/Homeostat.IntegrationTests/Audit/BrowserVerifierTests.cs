using System.Diagnostics;
using Homeostat.Audit;

namespace Homeostat.IntegrationTests.Audit;

/// <summary>The page docs/audit-verifier.html, its code run by Node.js, says what the verifier in C# says.</summary>
public sealed class BrowserVerifierTests : IDisposable
{
    private const int Seed = 3;
    private const int Flips = 150;

    private readonly TestLog _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(1, "0", 0)]
    [InlineData(256, "17", 8)]
    [InlineData(700, "", 7)]
    [InlineData(66_000, "65535", 17)]
    public async Task A_log_is_verified_and_an_entry_proved(int size, string index, int proof)
    {
        await _log.GrowAsync(size / 2, size);
        using var page = Start(index);

        var said = await AskAsync(page);

        var root = LogReader.Open(_log.Path, _log.Key.Verifier).Checkpoint.Root;
        Assert.Equal($"verified {size} {root} {(index.Length == 0 ? $"{size - 1}" : index)} {proof}", said);
    }

    [Fact]
    public async Task Random_changes_of_what_the_checkpoint_covers_are_found()
    {
        await _log.GrowAsync(700);
        using var page = Start("3");
        var random = new Random(Seed);
        var files = _log.Files().Where(f => new FileInfo(f).Length > 0).ToArray();
        for (var flip = 0; flip < Flips; flip++)
        {
            var file = files[random.Next(files.Length)];
            var whole = await File.ReadAllBytesAsync(file, Cancellation);
            var changed = whole.ToArray();
            changed[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(file, changed, Cancellation);

            Assert.StartsWith("wrong ", await AskAsync(page), StringComparison.Ordinal);

            await File.WriteAllBytesAsync(file, whole, Cancellation);
        }

        Assert.StartsWith("verified 700 ", await AskAsync(page), StringComparison.Ordinal);
    }

    private static async Task<string?> AskAsync(Process page)
    {
        await page.StandardInput.WriteLineAsync("again");
        await page.StandardInput.FlushAsync(Cancellation);
        return await page.StandardOutput.ReadLineAsync(Cancellation);
    }

    private Process Start(string index)
    {
        string[] files = [.. new[] { "verify-with-page.mjs", "audit-verifier.html" }.Select(f => Path.Combine(AppContext.BaseDirectory, "Audit", f))];
        return Process.Start(new ProcessStartInfo("node", [.. files, _log.Path, _log.Key.Verifier.ToString(), index])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }
}
