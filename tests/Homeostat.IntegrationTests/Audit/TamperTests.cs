using Homeostat.Audit;

namespace Homeostat.IntegrationTests.Audit;

/// <summary>Whatever byte of whatever file is changed, verification says so, and where.</summary>
public sealed class TamperTests : IDisposable
{
    private const int Seed = 11;

    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Every_byte_of_a_small_log_counts()
    {
        await _log.GrowAsync(1, 3, 5);

        var flips = 0;
        foreach (var file in _log.Files())
        {
            for (var at = 0; at < new FileInfo(file).Length; at++)
            {
                foreach (var bit in new[] { 0, 5, 7 })
                {
                    AssertFound(file, at, bit, key: null);
                    flips++;
                }
            }
        }

        Assert.True(flips > 2_000, $"{flips} flips");
        Assert.Empty(_log.Verify().Findings);
    }

    [Theory]
    [InlineData(700, 10_000)]
    [InlineData(70_000, 60)]
    public async Task Random_bytes_of_a_larger_log_count(int size, int flips)
    {
        await _log.GrowAsync(size / 7, size / 2, size);
        var files = _log.Files().Where(f => new FileInfo(f).Length > 0).ToArray();
        var random = new Random(Seed);

        for (var flip = 0; flip < flips; flip++)
        {
            // A file first: the entries are most of the bytes, and the checkpoint few.
            var file = files[random.Next(files.Length)];
            AssertFound(file, random.Next((int)new FileInfo(file).Length), random.Next(8), _log.Key.Verifier);
        }

        Assert.Empty(_log.Verify().Findings);
    }

    [Fact]
    public async Task Entry_tile_and_byte_are_named()
    {
        await _log.GrowAsync(600);

        Assert.Equal("tile/entries/001: entry 256 (bytes 0 to 36) is not the one that was logged", Flip("tile/entries/001", 20));
        Assert.Equal("tile/0/001: byte 70 differs from the hash of entry 258", Flip("tile/0/001", 70));
        Assert.Equal("tile/1/000.p/2: byte 33 differs from the hash of tile/0/001", Flip("tile/1/000.p/2", 33));
        Assert.Equal("tile/0/002.p/88: byte 5 differs from the hash of entry 512", Flip("tile/0/002.p/88", 5));
        Assert.StartsWith("checkpoint: ", Flip("checkpoint", 30), StringComparison.Ordinal);
        Assert.StartsWith("vkey: ", Flip("vkey", 30), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_missing_cut_longer_swapped_or_none_of_the_log_are_found()
    {
        await _log.GrowAsync(300, 600);
        string[] names = ["tile/entries/001", "tile/0/001", "tile/1/000.p/2", "tile/0/002.p/88", "tile/entries/002.p/88", "tile/0/001.p/44", "tile/entries/001.p/44"];
        foreach (var name in names.Where(n => File.Exists(Full(n))))
        {
            var content = File.ReadAllBytes(Full(name));
            foreach (var other in new[] { content[..^1], [.. content, 0], [] })
            {
                File.WriteAllBytes(Full(name), other);
                Assert.NotEmpty(_log.Verify().Findings);
            }

            File.Delete(Full(name));
            Assert.Contains($"{name}: is missing", _log.Verify().Findings);
            File.WriteAllBytes(Full(name), content);
        }

        File.WriteAllText(Full("note.txt"), "hello");
        Assert.Equal(["note.txt: is no file of a log"], _log.Verify().Findings);
        File.Delete(Full("note.txt"));
        File.CreateSymbolicLink(Full("tile/2"), "/");
        Assert.Equal(["tile/2: is a link, which a log has none of"], _log.Verify().Findings);
    }

    [Fact]
    public async Task A_log_that_was_rewritten_or_set_back_by_its_own_key_does_not_begin_with_what_was_signed()
    {
        await _log.GrowAsync(10);
        var kept = _log.Checkpoint();
        Directory.Delete(_log.Path, recursive: true);
        await using (var log = _log.Open())
        {
            log.Append("another past"u8);
            await log.CheckpointAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(_log.Verify().Findings);
        Assert.Contains("cut or set back", Assert.Single(_log.Verify(kept).Findings), StringComparison.Ordinal);
        await _log.GrowAsync(20);
        Assert.Contains("rewritten", Assert.Single(_log.Verify(kept).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_is_not_the_logs()
    {
        await _log.GrowAsync(3);
        using var other = Homeostat.Audit.Notes.SigningKey.Generate("example.org/homeostat");

        var report = LogVerifier.Verify(_log.Path, other.Verifier, null, TestContext.Current.CancellationToken);

        Assert.False(report.IsVerified);
    }

    private string Full(string name) => Path.Combine(_log.Path, name);

    private string Flip(string name, int at)
    {
        var content = File.ReadAllBytes(Full(name));
        content[at] ^= 1;
        File.WriteAllBytes(Full(name), content);
        var finding = Assert.Single(_log.Verify().Findings);
        content[at] ^= 1;
        File.WriteAllBytes(Full(name), content);
        return finding;
    }

    private void AssertFound(string file, int at, int bit, Homeostat.Audit.Notes.VerifierKey? key)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        var value = (byte)stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(value ^ (1 << bit)));
        stream.Flush();

        var report = LogVerifier.Verify(_log.Path, key, null, TestContext.Current.CancellationToken);

        Assert.False(report.IsVerified, $"bit {bit} of byte {at} of {file} was changed, and nobody noticed");
        stream.Position = at;
        stream.WriteByte(value);
    }
}
