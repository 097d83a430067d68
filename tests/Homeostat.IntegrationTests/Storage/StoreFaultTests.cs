using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Ports;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Storage;
using Homeostat.StorageChild;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Homeostat.IntegrationTests.Storage;

/// <summary>What goes wrong with a store is named, with the file and what to do; nothing acknowledged is lost.</summary>
public sealed class StoreFaultTests : IDisposable
{
    private readonly StoreDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_full_store_is_waited_out_then_fails_and_keeps_what_it_acknowledged()
    {
        var time = new FakeTimeProvider();
        var options = new SqliteStoreOptions(_directory.File()) { MaxBytes = 300 * 1024, QueueUnits = 8, BatchUnits = 4 };
        BlockRef durable;
        var refused = 0;
        await using (var store = StoreDirectory.Open(options, time))
        {
            foreach (var unit in new LedgerStory(1, withReverts: false).Units(20_000))
            {
                if (!await AppendAsync(store, unit, time))
                {
                    refused++;
                    break;
                }
            }

            await AdvanceUntilAsync(time, () => store.Progress.Health == StoreHealth.Failed);
            durable = store.Progress.Durable!.Value;
            Assert.Equal(1, refused);
            Assert.Equal(StoreFault.Full, store.Progress.Failure!.Fault);
            Assert.Contains("engine.db", store.Progress.Failure.Message, StringComparison.Ordinal);
            Assert.Contains("limit", store.Progress.Failure.Message, StringComparison.Ordinal);
            var thrown = await Assert.ThrowsAsync<StoreException>(() => store.FlushAsync(Cancellation));
            Assert.Equal(StoreFault.Full, thrown.Fault);
        }

        await using var again = _directory.Open();
        Assert.Equal(durable, (await again.LoadAsync(Cancellation)).Checkpoint);
    }

    [Fact]
    public async Task A_lock_that_goes_away_in_time_costs_nothing()
    {
        var time = new FakeTimeProvider();
        var options = new SqliteStoreOptions(_directory.File()) { LockTimeout = TimeSpan.FromSeconds(1) };
        await using var store = StoreDirectory.Open(options, time);
        await using var other = new SqliteConnection($"Data Source={_directory.File()};Pooling=False");
        other.Open();
        var held = other.BeginTransaction();
        var unit = new LedgerStory(2, withReverts: false).Units(1).Single();

        Assert.True(await store.AppendAsync(unit, Cancellation));
        await AdvanceUntilAsync(null, () => store.Progress.Health == StoreHealth.Retrying);
        Assert.Equal(StoreFault.Locked, store.Progress.Failure!.Fault);
        Assert.Null(store.Progress.Durable);

        await held.RollbackAsync(Cancellation);
        await AdvanceUntilAsync(time, () => store.Progress.Health == StoreHealth.Running);
        Assert.Equal(((StoreChange.Committed)unit[0]).Block.Ref, store.Progress.Durable);
    }

    [Fact]
    public async Task A_second_writer_is_refused_and_another_stream_is_not()
    {
        await using var first = _directory.Open();

        var refused = Assert.Throws<StoreException>(() => _directory.Open());
        Assert.Equal(StoreFault.Locked, refused.Fault);
        Assert.Contains("curie on devnet", refused.Message, StringComparison.Ordinal);

        await using var other = SqliteStore.Open(
            new SqliteStoreOptions(_directory.File()), new StreamKey("devnet", "other"), StoreDirectory.NewMetrics(), TimeProvider.System);
        Assert.True(await other.AppendAsync(new LedgerStory(3, withReverts: false).Units(1).Single(), Cancellation));
        await other.FlushAsync(Cancellation);
        Assert.Null((await first.LoadAsync(Cancellation)).Checkpoint);
    }

    [Fact]
    public void A_file_that_is_no_store_is_refused()
    {
        File.WriteAllText(_directory.File(), new string('x', 5000));

        var refused = Assert.Throws<StoreException>(() => _directory.Open());
        Assert.Equal(StoreFault.Corrupt, refused.Fault);
        Assert.Contains("engine.db", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_page_is_named_and_not_answered_from()
    {
        await using (var store = _directory.Open())
        {
            foreach (var unit in new LedgerStory(4, withReverts: false).Units(300))
            {
                await store.AppendAsync(unit, Cancellation);
            }
        }

        // The first page keeps the file a database; every other one is noise.
        var bytes = await File.ReadAllBytesAsync(_directory.File(), Cancellation);
        new Random(4).NextBytes(bytes.AsSpan(4096));
        await File.WriteAllBytesAsync(_directory.File(), bytes, Cancellation);

        var refused = Assert.Throws<StoreException>(() => _directory.Open());
        Assert.Equal(StoreFault.Corrupt, refused.Fault);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_left_alone()
    {
        await _directory.Open().DisposeAsync();
        Execute("INSERT INTO schema_version (version) VALUES (999)");

        var refused = Assert.Throws<StoreException>(() => _directory.Open());
        Assert.Equal(StoreFault.NewerSchema, refused.Fault);
        Assert.Contains("999", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_does_not_exist_is_named()
    {
        var refused = Assert.Throws<StoreException>(() => _directory.Open("missing/engine.db"));
        Assert.Equal(StoreFault.Unavailable, refused.Fault);
        Assert.Contains("missing", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, ImmutableArray<StoreChange>> Contradictions => new()
    {
        { "comes without a reorg", [Block(2, "other", "a1")] },
        { "does not extend", [Block(4, "a4", "stranger")] },
        { "were not skipped", [Block(6, "a6", "a5")] },
        { "not the newest", [new StoreChange.Retracted([Ref(2, "a2")])] },
        { "does not stand", [new StoreChange.Retracted([Ref(2, "x"), Ref(3, "a3")])] },
        { "in no gap", [Fill(9, "a9", "a8")] },
        { "stands as", [Fill(3, "x", "a2")] },
        { "begins right after it", [new StoreChange.Skipped(new BlockRange(new BlockNumber(6), new BlockNumber(7)), "away")] },
        { "below the checkpoint", [Block(0, "a0", "genesis")] },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task A_contradiction_is_refused_whole_and_what_came_before_it_is_kept(string why, ImmutableArray<StoreChange> unit)
    {
        await using var store = _directory.Open();
        await store.AppendAsync([Block(1, "a1", "genesis")], Cancellation);
        await store.AppendAsync([Block(2, "a2", "a1")], Cancellation);
        await store.AppendAsync([Block(3, "a3", "a2")], Cancellation);
        await store.FlushAsync(Cancellation);
        var before = _directory.Dump();

        await store.AppendAsync(unit, Cancellation);

        var refused = await Assert.ThrowsAsync<StoreException>(() => store.FlushAsync(Cancellation));
        Assert.Equal(StoreFault.Conflict, refused.Fault);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.False(await store.AppendAsync([Block(4, "a4", "a3")], Cancellation));
        Assert.Equal(before, _directory.Dump());
    }

    private static async Task<bool> AppendAsync(SqliteStore store, ImmutableArray<StoreChange> unit, FakeTimeProvider time)
    {
        var append = store.AppendAsync(unit, Cancellation).AsTask();
        await AdvanceUntilAsync(time, () => append.IsCompleted);
        return await append;
    }

    /// <summary>Virtual time moves on while the writer's own task gets its turns.</summary>
    private static async Task AdvanceUntilAsync(FakeTimeProvider? time, Func<bool> holds)
    {
        while (!holds())
        {
            Cancellation.ThrowIfCancellationRequested();
            time?.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File()};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static BlockRef Ref(ulong number, string name) => new(number, Keccak256.Hash(name));

    private static StoreChange.Committed Block(ulong number, string name, string parent) => new StoreChange.Committed(new BlockRecord(
        Ref(number, name), Keccak256.Hash(parent), new UnixSeconds(1_739_000_000 + (long)number), BlockVerdicts.None, [], [], []));

    private static StoreChange.Filled Fill(ulong number, string name, string parent) =>
        new StoreChange.Filled(Ref(number, name), Keccak256.Hash(parent), new UnixSeconds(1), BlockVerdicts.None);
}
