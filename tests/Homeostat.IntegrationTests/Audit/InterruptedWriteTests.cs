
namespace Homeostat.IntegrationTests.Audit;

/// <summary>A log is left at every single step of its writing, and opened again.</summary>
public sealed class InterruptedWriteTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 9)]
    [InlineData(250, 300)]
    [InlineData(300, 310)]
    [InlineData(500, 800)]
    public async Task At_whatever_step_writing_ends_the_log_opens_at_its_last_checkpoint_or_later(int before, int after)
    {
        var steps = 0;
        var isDone = false;
        for (var stopAt = 1; !isDone; stopAt++)
        {
            using var log = new TestLog();
            if (before > 0)
            {
                await log.GrowAsync(before);
            }

            isDone = await GrowAsync(log, after, stopAt);
            steps = stopAt;
            if (before > 0)
            {
                var left = log.Verify();
                Assert.Empty(left.Findings);
                Assert.True(left.Checkpoint!.Size >= (ulong)before);
            }

            // The rest is other than what was under way: leftovers must not end up in it.
            await using (var opened = log.Open())
            {
                Assert.True(opened.Latest.Size == (ulong)before || opened.Latest.Size == (ulong)after);
                Assert.Empty(log.Verify().Findings);
                opened.Append("something else"u8);
                await opened.CheckpointAsync(Cancellation);
                await TestLog.GrowAsync(opened, after + 600);
            }

            var report = log.Verify();
            Assert.Empty(report.Findings);
            Assert.Empty(report.Remarks);
        }

        Assert.True(steps > 10, $"{steps} steps");
    }

    /// <summary>A signed checkpoint that only lacked its name is the log's, so nothing else may ever be signed in its place.</summary>
    [Fact]
    public async Task What_was_signed_is_taken_up()
    {
        using var log = new TestLog();
        await log.GrowAsync(3);
        await Assert.ThrowsAsync<StoppedException>(async () =>
        {
            await using var opened = log.Open(step => Stop(step == "rename checkpoint"));
            await TestLog.GrowAsync(opened, 7);
        });

        await using var again = log.Open();

        Assert.Equal(7UL, again.Latest.Size);
    }

    /// <summary>True if it came to its end before that step.</summary>
    private static async Task<bool> GrowAsync(TestLog log, int size, int stopAt)
    {
        var step = 0;
        try
        {
            await using var opened = log.Open(_ => Stop(++step == stopAt));
            await TestLog.GrowAsync(opened, size);
            return true;
        }
        catch (StoppedException)
        {
            return false;
        }
    }

    private static void Stop(bool now)
    {
        if (now)
        {
            throw new StoppedException();
        }
    }

    private sealed class StoppedException : Exception;
}
