using System.Text;
using Homeostat.Audit;
using Homeostat.Audit.Notes;

namespace Homeostat.StorageChild;

/// <summary>Adds to an audit log, with checkpoints now and then, until it is killed.</summary>
public static class AuditChild
{
    private const int MostBetweenCheckpoints = 600;

    public static SigningKey Key() => new("example.org/crash", [.. Enumerable.Range(1, SigningKey.Size).Select(i => (byte)i)]);

    /// <summary>What is at an index, in whatever run it was added.</summary>
    public static byte[] Entry(ulong index) => Encoding.ASCII.GetBytes($"entry {index}{new string('.', (int)(index % 90))}");

    /// <param name="spins">Work after the first checkpoint until this process kills itself, in the middle of whatever it does then.</param>
    public static async Task<int> RunAsync(string directory, int seed, int spins)
    {
        using var key = Key();
        await using var log = AuditLog.Open(new AuditLogOptions(directory, AuditLogOptions.DefaultMaxPendingBytes), key);
        Console.WriteLine($"resumed {log.Latest.Size}");
        Child.DieSoon(spins);
        var pace = new Random(seed);
        for (var index = log.Latest.Size; ;)
        {
            for (var left = pace.Next(1, MostBetweenCheckpoints); left > 0; left--)
            {
                index = log.Append(Entry(index)) + 1;
            }

            Console.WriteLine($"durable {(await log.CheckpointAsync(CancellationToken.None)).Size}");
        }
    }
}
