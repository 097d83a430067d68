using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;
using Homeostat.Engine.Archive;
using Homeostat.Engine.Pipeline;
using Homeostat.Ethereum;
using Homeostat.Storage;
using Homeostat.Tests.Core;
using Prometheus;

namespace Homeostat.Tests.Pipeline;

/// <summary>What an earlier process left, taken up by the next: a real archive and a real store.</summary>
public sealed class RecoveryTests : IDisposable
{
    private static readonly StreamKey Stream = new("devnet", "curie");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("homeostat-recovery-");
    private readonly ChainBuilder _chain = new();
    private readonly List<string> _said = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Archives => Path.Combine(_directory.FullName, "archive");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Core_is_the_same_again_and_the_archive_goes_on()
    {
        await RunAsync(Attack());
        var straight = new Watched();
        straight.Next(Logs.Upgraded(Sample.Vault, Sample.Addr(99)));

        await using var store = Open();
        var (start, archive) = await TakeUpAsync(store);

        Assert.Equal(_chain.Tip, start.Position!.Recent[^1]);
        Assert.Empty(start.Position.Gaps);
        var next = new ChainUpdate.Committed(_chain.Next());
        Assert.Equal(straight.Step(next).Select(Watched.Exactly), start.Brain.Step(next).Select(Watched.Exactly));
        archive.Append(next);
        archive.Dispose();
        Assert.Single(Directory.GetFiles(Archives));
    }

    [Fact]
    public async Task What_the_store_had_not_got_is_handed_to_it_and_nothing_twice()
    {
        var inputs = Attack().ToList();
        await RunAsync(inputs, storeUpTo: inputs.Count / 2);

        await using (var store = Open())
        {
            (await TakeUpAsync(store)).Archive.Dispose();
        }

        await using var again = Open();
        (await TakeUpAsync(again)).Archive.Dispose();
        var resume = await again.LoadAsync(Cancellation);
        Assert.Equal(_chain.Tip, resume.Checkpoint);
        Assert.NotEmpty(resume.Unsettled);
        Assert.Equal(resume.Unsettled.Length, resume.Unsettled.Select(u => u.Action.Id).Distinct().Count());
        Assert.Empty(await again.Ledger.GapsAsync(new MonitorKey("privileged-change", Scope.OfProtocol("curie")), new BlockRange(new BlockNumber(Watched.OpeningBlocks + 1), new BlockNumber(_chain.Tip.Number)), 10, Cancellation));
    }

    [Fact]
    public async Task A_store_that_is_ahead_of_the_archive_is_left_as_it_is()
    {
        var inputs = Attack().ToList();
        await RunAsync(inputs, archiveUpTo: inputs.Count / 2);

        await using var store = Open();
        var (start, archive) = await TakeUpAsync(store);
        archive.Dispose();

        Assert.Equal(_chain.Tip, (await store.LoadAsync(Cancellation)).Checkpoint);
        Assert.True(start.Position!.Recent[^1].Number < _chain.Tip.Number);
    }

    [Fact]
    public async Task Another_configuration_begins_another_archive_that_replays_by_itself()
    {
        await RunAsync(Attack());
        var changed = Sample.Configuration(Watched.OpeningBlocks + 1);
        changed = changed with { Policy = changed.Policy with { MaxAttempts = changed.Policy.MaxAttempts + 1 } };

        await using var store = Open();
        var (start, archive) = await TakeUpAsync(store, changed);
        archive.Close();
        archive.Dispose();

        Assert.Equal(_chain.Tip.Number + 1, start.Configuration.DecideFromBlock);
        using var reader = ArchiveReader.Open(Path.Combine(Archives, "0002.hsa"));
        var brain = new Brain(reader.Header.Configuration!);
        foreach (var input in reader.Read())
        {
            brain.Step(input);
        }

        var next = new ChainUpdate.Committed(_chain.Next());
        Assert.Equal(start.Brain.Step(next).Select(Watched.Exactly), brain.Step(next).Select(Watched.Exactly));
        Assert.Contains(_said, s => s.Contains("configuration has changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gap_that_is_not_filled_is_taken_up_and_one_that_is_is_not()
    {
        var opening = _chain.Opening(Watched.OpeningBlocks).ToList();
        var after = _chain.Tip;
        List<Block> missed = [_chain.Next(), _chain.Next(), _chain.Next()];
        var resumed = new ChainUpdate.Resumed(after, _chain.Next());
        await RunAsync([.. opening, resumed]);

        await using (var store = Open())
        {
            var (start, archive) = await TakeUpAsync(store);
            archive.Dispose();
            var gap = Assert.Single(start.Gaps);
            Assert.Equal((after, missed[0].Ref.Number, missed[^1].Ref.Number, resumed.Block.ParentHash), (gap.Before, gap.Blocks.First.Value, gap.Blocks.Last.Value, gap.ParentOfNext));
            foreach (var block in missed)
            {
                Assert.True(await store.AppendAsync([StoreChanges.Filled(block, gap.Look(block))], Cancellation));
            }

            await store.FlushAsync(Cancellation);
        }

        await using var filled = Open();
        var (taken, writer) = await TakeUpAsync(filled);
        writer.Dispose();
        Assert.Empty(taken.Gaps);
        Assert.Null(await filled.Ledger.OldestUnverifiedAsync(Cancellation) is { Monitor: null } open ? open : null);
    }

    [Fact]
    public async Task A_run_that_halted_is_not_gone_on_with()
    {
        await RunAsync([.. Attack(), new ChainUpdate.Diverged(_chain.Tip, new BlockRef(900, Hash32.Zero))]);

        await using var store = Open();
        var refused = await Assert.ThrowsAsync<EngineHaltedException>(() => TakeUpAsync(store));
        Assert.Contains("move", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_of_another_chain_is_refused()
    {
        await RunAsync(Attack());

        await using var store = Open();
        var wanted = Header(Sample.Configuration(Watched.OpeningBlocks + 1)) with { ChainId = 5 };
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => new Recovery(Archives, wanted, store, _said.Add).TakeUpAsync(Cancellation));
        Assert.Contains("chain 5", refused.Message, StringComparison.Ordinal);
    }

    private IEnumerable<Input> Attack()
    {
        foreach (var input in _chain.Opening(Watched.OpeningBlocks))
        {
            yield return input;
        }

        yield return _chain.Quotes(100);
        yield return new ChainUpdate.Committed(_chain.Next(Logs.Upgraded(Sample.Vault, Sample.Addr(99))));
    }

    /// <summary>A process that took all of it in, and what it had written when it ended.</summary>
    private async Task RunAsync(IEnumerable<Input> inputs, int archiveUpTo = int.MaxValue, int storeUpTo = int.MaxValue)
    {
        Directory.CreateDirectory(Archives);
        using var archive = ArchiveWriter.Create(Path.Combine(Archives, "0001.hsa"), Header(Sample.Configuration(Watched.OpeningBlocks + 1)));
        await using var store = Open();
        var brain = new Brain(Sample.Configuration(Watched.OpeningBlocks + 1));
        var at = 0;
        foreach (var input in inputs)
        {
            var emissions = brain.Step(input);
            if (at < archiveUpTo)
            {
                archive.Append(input);
                archive.WriteGroup();
            }

            if (at++ < storeUpTo && StoreChanges.Of(input, emissions) is { IsEmpty: false } unit)
            {
                await store.AppendAsync(unit, Cancellation);
            }
        }

        await store.FlushAsync(Cancellation);
    }

    private Task<(PipelineStart Start, ArchiveWriter Archive)> TakeUpAsync(IEngineStore store, BrainConfiguration? configuration = null) =>
        new Recovery(Archives, Header(configuration ?? Sample.Configuration(77)), store, _said.Add).TakeUpAsync(Cancellation);

    private SqliteStore Open() => SqliteStore.Open(
        new SqliteStoreOptions(Path.Combine(_directory.FullName, "homeostat.db")), Stream, new LedgerMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())), TimeProvider.System);

    private static ArchiveHeader Header(BrainConfiguration configuration) => new("devnet", 31_337, configuration, RecordedLogs.Everything);
}
