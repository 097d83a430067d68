using System.Text;
using Homeostat.Audit;
using Homeostat.Audit.Notes;

namespace Homeostat.IntegrationTests.Audit;

/// <summary>A directory for a log and the key it is signed with, gone with the test.</summary>
internal sealed class TestLog : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("homeostat-audit-");

    public SigningKey Key { get; } = new("example.org/homeostat", [.. Enumerable.Range(1, SigningKey.Size).Select(i => (byte)i)]);

    public string Path => System.IO.Path.Combine(_directory.FullName, "log");

    public static byte[] Entry(int index) => Encoding.UTF8.GetBytes($$"""{"n":{{index}},"text":"{{new string((char)('a' + (index % 26)), index % 40)}}"}""");

    public AuditLog Open() => Open(static _ => { });

    public AuditLog Open(Action<string> onStep) => AuditLog.Open(new AuditLogOptions(Path, AuditLogOptions.DefaultMaxPendingBytes), Key, onStep);

    /// <summary>Adds entries up to a number, in steps each of which ends with a checkpoint.</summary>
    public async Task GrowAsync(params int[] sizes)
    {
        await using var log = Open();
        foreach (var size in sizes)
        {
            await GrowAsync(log, size);
        }
    }

    public static async Task GrowAsync(AuditLog log, int size)
    {
        for (var i = (int)log.Latest.Size; i < size; i++)
        {
            Assert.Equal((ulong)i, log.Append(Entry(i)));
        }

        Assert.Equal((ulong)size, (await log.CheckpointAsync(TestContext.Current.CancellationToken)).Size);
    }

    public LogReport Verify(byte[]? from = null) => LogVerifier.Verify(Path, Key.Verifier, from, TestContext.Current.CancellationToken);

    public string[] Files() => [.. Directory.GetFiles(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public byte[] Checkpoint() => File.ReadAllBytes(System.IO.Path.Combine(Path, "checkpoint"));

    public void Dispose()
    {
        Key.Dispose();
        _directory.Delete(recursive: true);
    }
}
