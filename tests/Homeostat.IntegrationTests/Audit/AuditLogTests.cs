using Homeostat.Audit;
using Homeostat.Audit.Merkle;
using Homeostat.Audit.Notes;
using Homeostat.Core.Ports;

namespace Homeostat.IntegrationTests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly TestLog _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_536)]
    [InlineData(70_000)]
    public async Task A_log_of_any_size_is_read_back_proved_and_verified(int size)
    {
        await _log.GrowAsync(size);

        var report = _log.Verify();
        var reader = LogReader.Open(_log.Path, _log.Key.Verifier);

        Assert.Empty(report.Findings);
        Assert.Empty(report.Remarks);
        foreach (var index in Enumerable.Range(0, size).Where(i => i % 997 == 0 || i == size - 1))
        {
            Assert.Equal(TestLog.Entry(index), reader.Entry((ulong)index));
            Assert.True(MerkleProof.Includes(
                MerkleTree.LeafHash(TestLog.Entry(index)), (ulong)index, (ulong)size, reader.Inclusion((ulong)index), reader.Checkpoint.Root));
        }
    }

    /// <summary>The example of the format's own description.</summary>
    [Fact]
    public async Task A_tree_of_70_000_has_the_tiles_that_the_format_says()
    {
        await _log.GrowAsync(70_000);

        var names = _log.Files().Select(f => Path.GetRelativePath(_log.Path, f)).ToList();

        Assert.Equal(273, names.Count(n => n.StartsWith("tile/0/", StringComparison.Ordinal) && !n.Contains(".p/", StringComparison.Ordinal)));
        Assert.Equal(
            ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"],
            names.Where(n => n.Contains(".p/", StringComparison.Ordinal)));
        Assert.Contains("tile/1/000", names);
    }

    [Fact]
    public async Task Growing_in_steps_and_at_once_end_in_the_same_tree_and_every_step_is_its_beginning()
    {
        int[] sizes = [1, 2, 3, 100, 255, 256, 257, 300, 512, 513, 700];
        using var whole = new TestLog();
        await whole.GrowAsync(700);
        var steps = new List<byte[]>();
        foreach (var size in sizes)
        {
            // Opened anew each time: what was not loaded back would be missing from the root.
            await _log.GrowAsync(size);
            steps.Add(_log.Checkpoint());
        }

        var reader = LogReader.Open(_log.Path, _log.Key.Verifier);
        Assert.Equal(whole.Checkpoint(), _log.Checkpoint());
        foreach (var step in steps)
        {
            var earlier = Checkpoint.Open(step, _log.Key.Verifier);
            Assert.True(MerkleProof.IsConsistent(earlier.Size, 700, reader.Consistency(earlier.Size), earlier.Root, reader.Checkpoint.Root));
            Assert.Empty(_log.Verify(step).Findings);
        }
    }

    [Fact]
    public async Task Many_at_once_get_an_index_each_and_what_they_were_told_is_true()
    {
        var told = new System.Collections.Concurrent.ConcurrentDictionary<ulong, byte[]>();
        await using (var log = _log.Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
                async () =>
                {
                    for (var i = 0; i < 200; i++)
                    {
                        var entry = TestLog.Entry((writer * 1000) + i);
                        Assert.True(told.TryAdd(log.Append(entry), entry));
                        if (i % 50 == writer)
                        {
                            await log.CheckpointAsync(Cancellation);
                        }
                    }
                },
                Cancellation)));
            await log.CheckpointAsync(Cancellation);
        }

        var reader = LogReader.Open(_log.Path, _log.Key.Verifier);
        Assert.Equal(1_600UL, reader.Checkpoint.Size);
        Assert.All(told, t => Assert.Equal(t.Value, reader.Entry(t.Key)));
        Assert.Empty(_log.Verify().Findings);
    }

    [Fact]
    public async Task A_log_that_is_being_written_verifies_at_any_time()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await _log.GrowAsync(1);
        var writing = Task.Run(
            async () =>
            {
                await using var log = _log.Open();
                for (var size = 1; !stop.IsCancellationRequested && size < 20_000; size += 1 + (size % 90))
                {
                    await TestLog.GrowAsync(log, size);
                }
            },
            Cancellation);
        try
        {
            for (var look = 0; look < 60; look++)
            {
                Assert.Empty(_log.Verify().Findings);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }
    }

    [Fact]
    public async Task What_is_no_entry_is_refused_and_a_log_has_one_writer()
    {
        await using var log = _log.Open();

        Assert.Throws<ArgumentException>(() => log.Append([]));
        Assert.Throws<ArgumentException>(() => log.Append(new byte[65_536]));
        Assert.Throws<ArgumentException>(() => log.Append("homeostat/reveal/v1\n0\n"u8));
        Assert.Equal(0UL, log.Append(new byte[65_535]));
        Assert.Contains("being written by another process", Assert.Throws<AuditLogException>(_log.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_a_checkpoint_is_bounded()
    {
        await using var log = AuditLog.Open(new AuditLogOptions(_log.Path, MaxPendingBytes: 100), _log.Key);

        log.Append(new byte[80]);

        Assert.Throws<AuditLogException>(() => log.Append(new byte[20]));
        await log.CheckpointAsync(Cancellation);
        Assert.Equal(1UL, log.Append(new byte[20]));
    }

    [Fact]
    public async Task A_log_of_another_key_or_without_its_checkpoint_is_not_written_to()
    {
        await _log.GrowAsync(3);
        using var other = SigningKey.Generate("example.org/homeostat");

        Assert.Throws<AuditLogException>(() => AuditLog.Open(new AuditLogOptions(_log.Path, 1000), other));
        File.Delete(Path.Combine(_log.Path, "checkpoint"));
        Assert.Contains("restore its file checkpoint", Assert.Throws<AuditLogException>(_log.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_fails_costs_nothing_that_was_appended()
    {
        var isBroken = false;
        await using var log = _log.Open(step =>
        {
            if (isBroken && step.StartsWith("sync", StringComparison.Ordinal))
            {
                throw new IOException("No space left on device");
            }
        });
        await TestLog.GrowAsync(log, 300);
        isBroken = true;
        log.Append(TestLog.Entry(300));
        await Assert.ThrowsAsync<AuditLogException>(() => log.CheckpointAsync(Cancellation));
        Assert.Equal(300UL, log.Latest.Size);
        Assert.Empty(_log.Verify().Findings);

        isBroken = false;
        Assert.Equal(301UL, log.Append(TestLog.Entry(301)));
        await log.CheckpointAsync(Cancellation);

        Assert.Equal(302UL, _log.Verify().Checkpoint?.Size);
        Assert.Empty(_log.Verify().Findings);
    }
}
