using System.Text;
using Homeostat.Core.Ports;
using Homeostat.Storage;
using Homeostat.StorageChild;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Homeostat.IntegrationTests.Storage;

public sealed class LedgerMetricsTests : IDisposable
{
    private readonly StoreDirectory _directory = new();
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_ledger_shows_how_far_it_is_and_how_old_what_it_could_not_verify()
    {
        var time = new FakeTimeProvider();
        await using var store = SqliteStore.Open(
            new SqliteStoreOptions(_directory.File()), Child.Stream, new LedgerMetrics(Metrics.WithCustomRegistry(_registry)), time);
        var model = new LedgerModel();
        var verdicts = 0;
        foreach (var unit in new LedgerStory(5, withReverts: false).Units(200))
        {
            await store.AppendAsync(unit, Cancellation);
            model.Apply(unit);
            verdicts += unit.Sum(c => c switch
            {
                StoreChange.Committed committed => committed.Block.Verdicts.Monitors.Monitors.Length,
                StoreChange.Filled filled => filled.Verdicts.Monitors.Monitors.Length,
                _ => 0,
            });
        }

        await store.FlushAsync(Cancellation);
        store.HeadSeen(model.Checkpoint!.Value.Number + 3);
        var oldest = (await store.Ledger.OldestUnverifiedAsync(Cancellation))!;
        time.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(oldest.Since.Value + 77));
        store.RefreshMetrics();

        var shown = await ShownAsync();
        Assert.Equal(model.Checkpoint!.Value.Number, shown("highest_block_processed"));
        Assert.Equal(3, shown("block_checkpoint_lag"));
        Assert.Equal(77, shown("oldest_unverified_seconds"));
        Assert.Equal(0, shown("store_pending_units"));
        Assert.Equal(1, shown("store_writing"));
        Assert.Equal(verdicts, shown("verdicts_total"));
    }

    /// <summary>The sum over a metric's series.</summary>
    private async Task<Func<string, double>> ShownAsync()
    {
        using var text = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(text, Cancellation);
        var lines = Encoding.UTF8.GetString(text.ToArray()).Split('\n');
        return name => lines.Where(l => l.StartsWith($"{name}{{network=\"devnet\",protocol=\"curie\"", StringComparison.Ordinal))
            .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }
}
