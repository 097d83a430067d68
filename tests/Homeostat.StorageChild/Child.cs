using System.Collections.Immutable;
using System.Diagnostics;
using Homeostat.Core.Ports;
using Homeostat.Storage;
using Prometheus;

namespace Homeostat.StorageChild;

/// <summary>An engine reduced to its writing: it resumes from what is stored and hands over the rest of a story.</summary>
public static class Child
{
    public static readonly StreamKey Stream = new("devnet", "curie");

    /// <param name="dieAfter">Units after which this process kills itself, in the middle of whatever it does then; 0 for never.</param>
    public static async Task<int> RunAsync(string file, int seed, int units, int dieAfter)
    {
        var story = new LedgerStory(seed, withReverts: false).Units(units).ToList();
        await using var store = SqliteStore.Open(new SqliteStoreOptions(file), Stream, new LedgerMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())), TimeProvider.System);
        var resume = await store.LoadAsync(CancellationToken.None);
        var next = Next(story, resume);
        var pace = new Random(seed ^ next);
        Console.WriteLine($"resumed {next}");
        for (var i = next; i < story.Count; i++)
        {
            await store.AppendAsync(story[i], CancellationToken.None);
            if (i - next + 1 == dieAfter)
            {
                DieSoon(pace.Next(400_000));
            }

            if (pace.Next(3) == 0)
            {
                await store.FlushAsync(CancellationToken.None);
                Console.WriteLine($"durable {i + 1}");
            }
        }

        await store.FlushAsync(CancellationToken.None);
        Console.WriteLine($"durable {story.Count}");
        return 0;
    }

    /// <summary>SIGKILL, as from outside: nothing is flushed, closed or caught. Writing goes on until it strikes.</summary>
    internal static void DieSoon(int spins) => new Thread(() =>
    {
        Thread.SpinWait(spins);
        Process.GetCurrentProcess().Kill();
    }).Start();

    /// <summary>After the unit that made the checkpoint; what follows it without moving it may be stored already.</summary>
    private static int Next(List<ImmutableArray<StoreChange>> story, ResumePoint resume) =>
        resume.Checkpoint is { } at ? story.FindIndex(u => u.OfType<StoreChange.Committed>().LastOrDefault()?.Block.Ref == at) + 1 : 0;
}
