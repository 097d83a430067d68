using System.Text;
using Homeostat.Audit;
using Homeostat.Audit.Embargo;
using Homeostat.Core.Ports;

namespace Homeostat.IntegrationTests.Audit;

public sealed class EmbargoTests : IDisposable
{
    private readonly TestLog _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_fact_is_committed_to_now_and_shown_later_even_after_a_restart()
    {
        EmbargoOpening opening;
        await using (var log = _log.Open())
        {
            log.Append("before"u8);
            opening = log.Embargo("the attacker is 0xabc"u8);
            await log.CheckpointAsync(Cancellation);
        }

        Assert.Equal((1, 0), (_log.Verify().Embargoed, _log.Verify().Revealed));
        await using (var log = _log.Open())
        {
            Assert.Equal(2UL, log.Reveal(opening));
            await log.CheckpointAsync(Cancellation);
        }

        var read = Commitment.ReadReveal(LogReader.Open(_log.Path, _log.Key.Verifier).Entry(2));
        Assert.Equal("the attacker is 0xabc", Encoding.UTF8.GetString(read!.Fact.Span));
        Assert.Equal((1, 1), (_log.Verify().Embargoed, _log.Verify().Revealed));
        Assert.Empty(_log.Verify().Findings);
    }

    [Fact]
    public async Task Only_the_fact_that_was_committed_to_can_be_shown()
    {
        await using var log = _log.Open();
        var opening = log.Embargo("a fact"u8);
        var other = log.Embargo("a fact"u8);

        foreach (var wrong in new[]
        {
            opening with { Fact = Encoding.UTF8.GetBytes("another") },
            opening with { Salt = other.Salt },
            opening with { Index = other.Index },
            opening with { Index = 17 },
        })
        {
            Assert.Throws<ArgumentException>(() => log.Reveal(wrong));
        }

        Assert.Equal(2UL, log.Reveal(opening));
    }

    /// <summary>Nothing of the fact is in the directory, not even its length, and equal facts cannot be told.</summary>
    [Fact]
    public async Task A_fact_that_is_not_shown_leaks_nothing()
    {
        var secret = Encoding.UTF8.GetBytes("0x1111 drained 4,200,000 USDC");
        EmbargoOpening[] openings;
        await using (var log = _log.Open())
        {
            openings = [log.Embargo(secret), log.Embargo(secret), log.Embargo([]), log.Embargo(new byte[Commitment.MaxFactBytes])];
            await log.CheckpointAsync(Cancellation);
        }

        var reader = LogReader.Open(_log.Path, _log.Key.Verifier);
        var entries = openings.Select(o => Encoding.ASCII.GetString(reader.Entry(o.Index))).ToList();
        Assert.Equal(4, entries.Distinct().Count());
        Assert.Single(entries.Select(e => e.Length).Distinct());
        foreach (var content in _log.Files().Select(File.ReadAllBytes))
        {
            Assert.Equal(-1, content.AsSpan().IndexOf(secret.AsSpan(0, 6)));
            Assert.All(openings, o => Assert.Equal(-1, content.AsSpan().IndexOf(o.Salt.Span)));
        }

        Assert.DoesNotContain(Convert.ToBase64String(openings[0].Salt.Span), openings[0].ToString(), StringComparison.Ordinal);
    }

    /// <summary>Whoever writes past the port, with the key, is found out by the verifier.</summary>
    [Theory]
    [InlineData("homeostat/reveal/v1\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\na lie")]
    [InlineData("homeostat/reveal/v1\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\na lie")]
    [InlineData("homeostat/reveal/v1\n18446744073709551615\nAAAA\n")]
    [InlineData("homeostat/reveal/v1\n")]
    public async Task A_false_reveal_is_found(string reveal)
    {
        await using (var log = _log.Open())
        {
            log.Embargo("a fact"u8);
            log.Add(Encoding.UTF8.GetBytes(reveal));
            await log.CheckpointAsync(Cancellation);
        }

        Assert.Equal(["tile/entries/000.p/2: entry 1 reveals a fact that no earlier entry has committed to"], _log.Verify().Findings);
    }

    /// <summary>The formula by hand, so that anybody can check a revealed fact without this program.</summary>
    [Fact]
    public void The_commitment_is_the_documented_hash()
    {
        byte[] salt = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

        var hash = System.Security.Cryptography.SHA256.HashData([.. "homeostat/embargo/v1\n"u8, .. salt, .. "fact"u8]);

        Assert.Equal($"homeostat/embargo/v1\n{Convert.ToBase64String(hash)}\n", Encoding.ASCII.GetString(Commitment.Entry(salt, "fact"u8)));
    }
}
