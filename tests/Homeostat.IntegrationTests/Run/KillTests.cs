using System.Globalization;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Archive;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;
using Homeostat.Ethereum.Rpc;
using Microsoft.Data.Sqlite;

namespace Homeostat.IntegrationTests.Run;

/// <summary>
/// A run of 500 blocks with reorganisations and attacks, in which the process is killed 50 times wherever it happens to be.
/// What it leaves is what one that was never killed would have left.
/// </summary>
public class KillTests(RunFixture fixture) : IClassFixture<RunFixture>
{
    private const int Kills = 50;
    private const int BlocksPerLife = 10;
    private const int Markets = 30;
    private const int DeepestReorg = 4;

    private readonly Random _random = new(20_261_125);
    private int _attacked;
    private int _resumed;

    private static CancellationToken Cancellation => RunFixture.Cancellation;

    [Fact]
    public async Task Killed_at_random_points_it_misses_no_block_and_repeats_no_decision_and_no_action()
    {
        await fixture.Client.RequestAsync("anvil_setBlockTimestampInterval", [2], Cancellation);
        await CalmAsync();
        var workspace = fixture.Workspace("kill");
        for (var life = 0; life < Kills; life++)
        {
            using var run = RunProcess.Start(["--workspace", workspace], fixture.Environment, fixture.Directory.FullName);
            await run.SaysAsync("follows from", Cancellation);
            if (_random.Next(3) > 0)
            {
                // Most die while they follow the head, the rest while they start or catch up.
                await AtHeadAsync(run);
            }

            var last = _random.Next(1, BlocksPerLife + 1);
            await BlocksAsync(last);
            await Task.Delay(_random.Next(0, 200), Cancellation);
            await run.KillAsync();
            _resumed += run.Lines.Any(l => l.Contains("where an earlier run was", StringComparison.Ordinal)) ? 1 : 0;
            await BlocksAsync(BlocksPerLife - last);
        }

        Assert.True(_resumed > Kills / 2, $"only {_resumed} lives went on from what an earlier one had stored");
        using (var run = RunProcess.Start(["--workspace", workspace], fixture.Environment, fixture.Directory.FullName))
        {
            await run.SaysAsync("follows from", Cancellation);
            await SettleAsync(run);
            Assert.Equal(0, await run.StopAsync(Cancellation));
        }

        await JudgeAsync(Path.Combine(workspace, "state"));
    }

    /// <summary>Every market gets a price to compare with.</summary>
    private async Task CalmAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            for (var market = 1; market <= Markets; market++)
            {
                await fixture.PriceAsync(market, 100);
            }

            await fixture.MineAsync();
        }
    }

    private async Task BlocksAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await fixture.PriceAsync(_random.Next(1, Markets + 1), 100 + _random.NextDouble());
            if (_attacked < Markets && _random.Next(16) == 0)
            {
                await fixture.PriceAsync(++_attacked, 150);
            }

            await fixture.MineAsync();
            if (_random.Next(12) == 0)
            {
                await fixture.ReorgAsync(_random.Next(1, DeepestReorg + 1));
            }

            await Task.Delay(_random.Next(0, 30), Cancellation);
        }
    }

    private static async Task AtHeadAsync(RunProcess run)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            var metrics = await run.MetricsAsync(Cancellation);
            if (Value(metrics, "highest_block_delivered") > 0 && Value(metrics, "highest_block_delivered") == Value(metrics, "highest_block_seen"))
            {
                return;
            }

            await Task.Delay(25, Cancellation);
        }

        Assert.Fail($"it never caught up:\n{string.Join('\n', run.Lines)}");
    }

    /// <summary>Blocks go on until everything is stored and nothing is on its way any more.</summary>
    private async Task SettleAsync(RunProcess run)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            await fixture.MineAsync();
            await Task.Delay(50, Cancellation);
            var metrics = await run.MetricsAsync(Cancellation);
            var head = (await fixture.Client.BlockNumberAsync(Cancellation)).Value;
            if (tries > 20 && Value(metrics, "highest_block_processed") == head && Value(metrics, "actions_in_flight") == 0)
            {
                return;
            }
        }

        var seen = (await run.MetricsAsync(Cancellation)).Split('\n').Where(l => l.Length > 0 && l[0] != '#' && !l.StartsWith("containment_", StringComparison.Ordinal) && !l.Contains("_bucket", StringComparison.Ordinal));
        Assert.Fail($"it never came to rest:\n{string.Join('\n', run.Lines.TakeLast(40))}\n{string.Join('\n', seen)}");
    }

    private async Task JudgeAsync(string state)
    {
        using var store = new SqliteConnection($"Data Source={Path.Combine(state, "homeostat.db")};Mode=ReadOnly");
        store.Open();
        var blocks = Rows(store, "SELECT number, hash, monitor_set_id FROM block WHERE retracted = 0 ORDER BY number");
        await JudgeBlocksAsync(blocks);
        Assert.Empty(Rows(store, "SELECT first_number FROM gap"));

        // Deciding the same again would be a second row of the same decision in a block that stands.
        var decisions = Rows(store, "SELECT decision_id, b.number, scope FROM decision d JOIN block b ON b.id = d.block_id WHERE b.retracted = 0");
        Assert.NotEmpty(decisions);
        Assert.Equal(decisions.Count, decisions.Select(d => Convert.ToHexString((byte[])d[0])).Distinct().Count());
        JudgeReplay(Path.Combine(state, "synthetic-perp-devnet"), decisions);
        await JudgeActionsAsync(state, Rows(store, "SELECT DISTINCT action_id FROM outbox"), decisions);
    }

    /// <summary>Every block of the chain as it is now has the verdicts of its monitors, once.</summary>
    private async Task JudgeBlocksAsync(List<object[]> blocks)
    {
        var last = (ulong)(long)blocks[^1][0];
        Assert.True(last >= (ulong)(Kills * BlocksPerLife), $"only {last} blocks");
        Assert.Equal(Enumerable.Range(0, blocks.Count).Select(i => (long)(fixture.Born + (ulong)i)), blocks.Select(b => (long)b[0]));
        var headers = await fixture.Client.GetHeadersAsync(new BlockRange(new BlockNumber(fixture.Born), new BlockNumber(last)), Cancellation);
        Assert.Equal(headers.Select(h => h!.Hash.ToString()), blocks.Select(b => $"0x{Convert.ToHexStringLower((byte[])b[1])}"));
    }

    /// <summary>The archive alone gives the same decisions: what was stored is what Core said, and all of it.</summary>
    private static void JudgeReplay(string directory, List<object[]> stored)
    {
        using var archive = ArchiveReader.Open(Path.Combine(directory, "0001.hsa"));
        var brain = new Brain(archive.Header.Configuration!);
        var said = new Dictionary<(ulong Number, Hash32 Hash), List<string>>();
        foreach (var input in archive.Read())
        {
            foreach (var decided in brain.Step(input).OfType<Emission.Decided>())
            {
                var block = decided.Decision.Block;
                said.TryAdd((block.Number, block.Hash), []);
                said[(block.Number, block.Hash)].Add(decided.Decision.Id.ToString());
            }
        }

        var standing = brain.Recent.Select(b => (b.Number, b.Hash)).ToHashSet();
        var ids = stored.Select(d => $"0x{Convert.ToHexStringLower((byte[])d[0])}").ToHashSet();
        Assert.Subset(said.Values.SelectMany(d => d).ToHashSet(), ids);
        Assert.All(said.Where(s => standing.Contains(s.Key)).SelectMany(s => s.Value), id => Assert.Contains(id, ids));
    }

    private async Task JudgeActionsAsync(string state, List<object[]> outbox, List<object[]> decisions)
    {
        var logs = await fixture.Client.GetLogsAsync(
            new BlockRange(new BlockNumber(fixture.Born), await fixture.Client.BlockNumberAsync(Cancellation)),
            new LogFilter
            {
                Addresses = [fixture.LedgerAddress],
                Topics = [[Keccak256.Hash("Restricted(bytes32,uint64,bytes32,uint8,uint40,uint8,uint16,uint40,address,uint256)"u8)]],
            },
            Cancellation);
        var (scopes, actions) = (new List<string>(), new List<string>());
        foreach (var log in logs)
        {
            scopes.Add(log.Topic(1).ToString());
            actions.Add(log.Topic(3).ToString());
        }

        Assert.Equal(actions.Count, actions.Distinct().Count());
        Assert.Equal(scopes.Count, scopes.Distinct().Count());

        // A restriction whose decision a reorganisation took away may still be there: it was on its way, and only tightens.
        var missing = decisions.Select(d => (string)d[2]).Distinct().Where(s => !scopes.Contains(KeyOf(state, s))).ToList();
        Assert.True(missing.Count == 0, $"decided and not restricted: {string.Join(", ", missing)}\n{Story(state)}");
        Assert.Subset(outbox.Select(o => $"0x{Convert.ToHexStringLower((byte[])o[0])}").ToHashSet(), actions.ToHashSet());
    }

    /// <summary>By what the ledger knows a scope.</summary>
    private static string KeyOf(string state, string scope)
    {
        using var archive = ArchiveReader.Open(Path.Combine(state, "synthetic-perp-devnet", "0001.hsa"));
        var protocol = archive.Header.Configuration!.Protocol;
        var slash = scope.IndexOf('/', StringComparison.Ordinal);
        return ScopeKey.Of(protocol, slash < 0 ? Scope.OfProtocol(protocol.Slug) : Scope.OfMarket(protocol.Slug, scope[(slash + 1)..])).ToString();
    }

    /// <summary>What became of the actions, as Core was told it.</summary>
    private static string Story(string state)
    {
        using var archive = ArchiveReader.Open(Path.Combine(state, "synthetic-perp-devnet", "0001.hsa"));
        var brain = new Brain(archive.Header.Configuration!);
        var lines = new List<string>();
        foreach (var input in archive.Read())
        {
            if (input is ChainUpdate.Reorged reorged)
            {
                lines.Add($"reorg of {reorged.Old[0].Number} to {reorged.Old[^1].Number}");
            }

            if (input is ActionOutcome outcome)
            {
                lines.Add($"  {outcome.Status} {outcome.PostConditionHolds} at {outcome.Block.Number}, tip {brain.Tip?.Number}: {outcome.Detail} {outcome.ActionId.ToString()[..10]}");
            }

            lines.AddRange(brain.Step(input).OfType<Emission.IncidentChanged>().Where(i => i.Line.Kind is Homeostat.Core.Incidents.TimelineKind.Decided or Homeostat.Core.Incidents.TimelineKind.Escalated).Select(i => $"{i.Line.Block} {i.Line.Kind} {i.Line.Text}"));
        }

        return string.Join('\n', lines);
    }

    private static List<object[]> Rows(SqliteConnection store, string sql)
    {
        using var command = store.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static double Value(string metrics, string name) =>
        metrics.Split('\n').FirstOrDefault(l => l.StartsWith(name + "{", StringComparison.Ordinal)) is { } line
            ? double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)
            : double.NaN;
}
