using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Storage;
using Homeostat.StorageChild;

namespace Homeostat.IntegrationTests.Storage;

/// <summary>Random stories, on real files: the ledger answers as the model does, reopened and told things twice or not.</summary>
public sealed class LedgerPropertyTests : IDisposable
{
    private readonly StoreDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_ledger_answers_as_its_model_does(int seed)
    {
        var random = new Random(seed);
        var model = new LedgerModel();
        var store = _directory.Open();
        try
        {
            foreach (var unit in new LedgerStory(seed, withReverts: true).Units(150))
            {
                Assert.True(await store.AppendAsync(unit, Cancellation));
                model.Apply(unit);
                if (random.Next(4) == 0)
                {
                    Assert.True(await store.AppendAsync(unit, Cancellation));
                }

                if (random.Next(15) == 0)
                {
                    await store.FlushAsync(Cancellation);
                    await AnswersAsync(store, model);
                }

                if (random.Next(40) == 0)
                {
                    await store.DisposeAsync();
                    store = _directory.Open();
                }
            }

            await store.FlushAsync(Cancellation);
            await AnswersAsync(store, model);
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private static async Task AnswersAsync(SqliteStore store, LedgerModel model)
    {
        var resume = await store.LoadAsync(Cancellation);
        Assert.Equal(model.Checkpoint, resume.Checkpoint);
        Assert.Equal(model.Checkpoint, store.Progress.Durable);
        Assert.Equal(model.Unsettled, resume.Unsettled.Select(u => u.Action.Id));
        var unverified = await store.Ledger.UnverifiedAsync(10_000, Cancellation);
        Assert.Equal(model.Unverified, unverified.SelectMany(u => Heights(u.Blocks).Select(n => (n, u.Monitor))).OrderBy(u => u.n).ThenBy(u => u.Monitor?.Detector, StringComparer.Ordinal).ThenBy(u => u.Monitor?.Scope.Subject, StringComparer.Ordinal));
        Assert.Equal(unverified.FirstOrDefault()?.Blocks, (await store.Ledger.OldestUnverifiedAsync(Cancellation))?.Blocks);
        if (resume.Checkpoint is not { } at)
        {
            return;
        }

        var range = new BlockRange(new BlockNumber(95), new BlockNumber(at.Number + 3));
        foreach (var coverage in await store.Ledger.CoverageAsync(range, Cancellation))
        {
            Assert.Equal(model.Coverage(coverage.Monitor, range), coverage);
            ImmutableArray<ulong> missing = [.. (await store.Ledger.GapsAsync(coverage.Monitor, range, 10_000, Cancellation)).SelectMany(Heights)];
            Assert.Equal(model.Missing(coverage.Monitor, range), missing);
        }
    }

    private static IEnumerable<ulong> Heights(BlockRange range) =>
        Enumerable.Range(0, (int)range.Count).Select(i => range.First.Value + (ulong)i);
}
