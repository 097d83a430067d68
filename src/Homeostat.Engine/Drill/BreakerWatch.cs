using System.Collections.Immutable;
using System.Globalization;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill.Reporting;
using Homeostat.Engine.Files.Breakers;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Drill;

/// <summary>
/// Looks at what the breaker logs, block by block, for the driver and the report. It is not part of the defence: nothing
/// that it sees reaches the chain.
/// </summary>
internal sealed class BreakerWatch(BreakerPlan plan, Stage stage)
{
    private static readonly string[] Scopes = ["protocol", "market", "asset"];

    private readonly ContractAbi _breaker = stage.Deployment.Abi("breaker");
    private readonly Hash32 _lifted = stage.Deployment.Abi("restriction_ledger").Event("Lifted").Topic0;
    private readonly List<int> _sightings = [];
    private readonly List<BreakerTrip> _trips = [];
    private readonly List<TimelineEntry> _lines = [];
    private readonly Dictionary<string, long> _running = [];
    private bool _wasLifted;
    private int _stage;

    public IReadOnlyList<TimelineEntry> Lines => _lines;

    /// <summary>Reads the newest block.</summary>
    /// <returns>Whether the breaker went to a stage that it had not reached before.</returns>
    public async Task<bool> LookAsync(int block, CancellationToken cancellation)
    {
        var before = _stage;
        foreach (var receipt in await stage.Chain.ReceiptsAsync(cancellation).ConfigureAwait(false))
        {
            foreach (var log in receipt.Logs)
            {
                if (log.Address == stage.Deployment["breaker"])
                {
                    Note(block, receipt, log);
                }

                _wasLifted |= log.Address == stage.Deployment["restriction_ledger"] && log.Topics[0] == _lifted;
            }
        }

        foreach (var (scope, until) in _running.Where(r => r.Value <= stage.Chain.Now).ToList())
        {
            _running.Remove(scope);
            await NoteLapseAsync(block, scope, cancellation).ConfigureAwait(false);
        }

        return _stage > before;
    }

    /// <summary>To be read when the last restriction should be over.</summary>
    public async Task<BreakerRecord> EndAsync(int stoppedInLine, CancellationToken cancellation)
    {
        var over = !_wasLifted;
        foreach (var scope in _trips.Select(t => t.Scope).Distinct())
        {
            over &= !await IsRestrictedAsync(scope, cancellation).ConfigureAwait(false);
        }

        var left = await stage.Chain.Client.GetBalanceAsync(stage.Deployment["breaker"], BlockTag.Latest, cancellation).ConfigureAwait(false);
        var paid = plan.EndowmentWei - left.Value.ToBigInteger();
        return new BreakerRecord([.. _sightings], [.. _trips], stoppedInLine, (decimal)paid / 1_000_000_000_000_000_000m, over);
    }

    private void Note(int block, TransactionReceipt receipt, Log log)
    {
        if (_breaker.FindEvent(log.Topics) is not { } known)
        {
            return;
        }

        var values = known.Decode(log.Topics, log.Data.Span);
        switch (known.Name)
        {
            case "Sighted":
                _sightings.Add(block);
                if (values[2].AsUInt64() == 1)
                {
                    Say(block, "detected", $"{Rule(values[0])} is seen broken, in a poke by {Who(values[3])}");
                }

                break;
            case "Tripped":
                NoteTrip(block, receipt, values);
                break;
            case "Bounty" when values[2].AsBool():
                Say(block, "bounty", $"{Who(values[0])} is paid {Ether(values[1])} for a poke that tripped");
                break;
        }
    }

    private void NoteTrip(int block, TransactionReceipt receipt, AbiValue[] values)
    {
        var trip = new BreakerTrip(
            block,
            Rule(values[0]),
            Scopes.First(s => stage.Deployment.TryKey($"scope_{s}", out var key) && key == values[1].AsHash32()),
            (int)values[2].AsUInt64(),
            (long)values[3].AsUInt64(),
            Who(values[4]),
            receipt.GasUsed);
        _trips.Add(trip);
        _stage = Math.Max(_stage, trip.Stage);
        _running[trip.Scope] = Math.Max(_running.GetValueOrDefault(trip.Scope), trip.Until);
        var rule = plan.Rules[(int)values[0].AsUInt64()];
        var blocks = trip.Stage == 1 ? rule.Throttle : rule.Reduce;
        Say(block, "contained", $"{trip.Rule} trips on the {trip.Scope}, stage {trip.Stage}: {blocks} restricted for {trip.Until - stage.Chain.Now} s, by a poke of {trip.Poker}");
    }

    private async Task NoteLapseAsync(int block, string scope, CancellationToken cancellation)
    {
        if (!await IsRestrictedAsync(scope, cancellation).ConfigureAwait(false))
        {
            Say(block, "lapsed", $"Nothing is restricted on the {scope} any more");
        }
    }

    private async Task<bool> IsRestrictedAsync(string scope, CancellationToken cancellation)
    {
        stage.Deployment.TryKey($"scope_{scope}", out var key);
        var word = await stage.Deployment.ReadAsync("restriction_ledger", "restrictionOf", [key], cancellation).ConfigureAwait(false);
        return word[1].AsUInt64() != 0;
    }

    private string Rule(AbiValue index) => plan.Rules[(int)index.AsUInt64()].Name;

    private string Who(AbiValue account) =>
        stage.Deployment.Names.FirstOrDefault(n => stage.Deployment[n] == account.AsAddress()) ?? account.AsAddress().ToString();

    private static string Ether(AbiValue wei) =>
        string.Create(CultureInfo.InvariantCulture, $"{(decimal)wei.AsBigInteger() / 1_000_000_000_000_000_000m} ether");

    private void Say(int block, string kind, FormattableString text) =>
        _lines.Add(new TimelineEntry(block, kind, text.ToString(CultureInfo.InvariantCulture)));
}
