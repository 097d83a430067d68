using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Drill.Life;
using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Engine.Drill;

/// <summary>How a play is watched.</summary>
internal enum Watch
{
    /// <summary>Without Homeostat.</summary>
    Unguarded,

    /// <summary>Homeostat sees everything and does nothing: what calibration learns from.</summary>
    Shadow,

    /// <summary>With Homeostat.</summary>
    Guarded,
}

/// <summary>
/// One run of a scenario, from a fresh node to the attacker's accounts. The driver sets every timestamp, and mines block
/// N + 1 when Homeostat has acknowledged N.
/// </summary>
internal sealed partial class Play : IAsyncDisposable
{
    /// <summary>How long Homeostat has for a block; more is an overrun, which fails the scenario.</summary>
    private static readonly TimeSpan AcknowledgeLimit = TimeSpan.FromSeconds(1);

    /// <summary>The first look takes in the whole chain so far.</summary>
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(20);

    private const string MarketSlug = "near-perp";

    /// <summary>Blocks in which Homeostat only learns what is ordinary.</summary>
    private const int LearningBlocks = 16;

    /// <summary>From containment to the exits' trial: an engine's is at its height at once, a breaker's stages follow on one another.</summary>
    private const int GuardProbeBlocks = 2;
    private const int BreakerProbeBlocks = 4;

    private readonly Scenario _scenario;
    private readonly Stage _stage;
    private readonly Residents _residents;
    private readonly StepRunner _steps;
    private readonly Attacker _attacker;
    private readonly PriceSeries _series;
    private readonly long _start;
    private readonly Action<int> _mined;
    private readonly ExitProbe _probe;
    private readonly BreakerWatch? _breaker;
    private readonly List<Sample> _samples = [];
    private readonly List<int> _overruns = [];
    private Guard? _guard;
    private readonly Dictionary<ulong, int> _blocks = [];
    private int? _firstAttack;
    private TimeSpan? _firstAttackAt;
    private ExitsOpen? _exits;
    private int? _probeAt;

    private Play(Scenario scenario, Stage stage, Residents residents, Attacker attacker, PriceSeries series, long start, BreakerStand? breaker, Action<int> mined)
    {
        _scenario = scenario;
        _stage = stage;
        _residents = residents;
        _steps = new StepRunner(scenario, stage);
        _attacker = attacker;
        _series = series;
        _start = start;
        _mined = mined;
        _probe = new ExitProbe(stage, residents);
        _breaker = breaker is { IsConnected: true } ? new BreakerWatch(breaker.Plan, stage) : null;
    }

    /// <param name="mined">Told each block of the play.</param>
    public static async Task<PlayRecord> RunAsync(
        Scenario scenario,
        long seed,
        Watch watch,
        DrillSettings settings,
        Action<int> mined,
        CancellationToken cancellation)
    {
        await using var play = await PrepareAsync(scenario, seed, watch, settings, mined, cancellation).ConfigureAwait(false);
        return await play.PerformAsync(seed, watch, settings, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_guard is not null)
        {
            await _guard.DisposeAsync().ConfigureAwait(false);
        }

        await _stage.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<PlayRecord> PerformAsync(long seed, Watch watch, DrillSettings settings, CancellationToken cancellation)
    {
        var warmup = _scenario.Chain.WarmupBlocks;
        if (watch == Watch.Shadow || (watch == Watch.Guarded && _scenario.Guarded))
        {
            await StartGuardAsync(seed, watch, settings, cancellation).ConfigureAwait(false);
        }

        var tvl = 0.0;
        for (var block = 1 - warmup; block <= _scenario.Chain.Blocks; block++)
        {
            await BlockAsync(block, cancellation).ConfigureAwait(false);
            if (block == 0)
            {
                tvl = _samples[^1].TvlUsd;
            }
        }

        var (gain, breaker) = await EndAsync(cancellation).ConfigureAwait(false);
        return new PlayRecord(
            _blocks.ToImmutableDictionary(),
            _firstAttack,
            _scenario.Steps.OfType<CallStep>().Where(s => s.Attack).Select(s => s.When.To).DefaultIfEmpty(0).Max(),
            Math.Max(0, gain),
            tvl,
            [.. _samples],
            [.. _steps.Lines, .. _breaker?.Lines ?? []],
            [.. _overruns],
            _guard?.Record,
            breaker,
            _exits,
            _firstAttackAt);
    }

    private async Task BlockAsync(int block, CancellationToken cancellation)
    {
        var time = _start + _scenario.SecondsAt(block);
        await CatchUpAsync(block, time, cancellation).ConfigureAwait(false);
        var now = await _residents.LookAsync(block, time, _series.PriceAtOrLast, cancellation).ConfigureAwait(false);
        await _residents.ActAsync(now, cancellation).ConfigureAwait(false);
        await _steps.SendDueAsync(block, time, cancellation).ConfigureAwait(false);
        var probes = _probeAt == block;
        if (probes)
        {
            await _probe.SendAsync(cancellation).ConfigureAwait(false);
        }

        await _stage.Chain.MineAsync(time, cancellation).ConfigureAwait(false);
        _blocks[_stage.Chain.Head] = block;
        var minedAt = _guard?.Now;
        await AcknowledgeAsync(block, cancellation).ConfigureAwait(false);
        await NoteAsync(block, minedAt, cancellation).ConfigureAwait(false);
        if (probes)
        {
            _exits = await _probe.JudgeAsync(cancellation).ConfigureAwait(false);
        }

        await PlanProbeAsync(block, cancellation).ConfigureAwait(false);
        await SampleAsync(block, now, cancellation).ConfigureAwait(false);
        _mined(block);
    }

    private async Task PlanProbeAsync(int block, CancellationToken cancellation)
    {
        var rose = _breaker is not null && await _breaker.LookAsync(block, cancellation).ConfigureAwait(false);
        if (_exits is null && rose)
        {
            _probeAt = block + BreakerProbeBlocks;
        }
        else if (_exits is null && _probeAt is null && _guard?.IsContained == true)
        {
            _probeAt = block + GuardProbeBlocks;
        }
    }

    /// <summary>A quiet stretch before a block: the oracle is kept alive, a block a minute, and nothing else happens.</summary>
    private async Task CatchUpAsync(int block, long time, CancellationToken cancellation)
    {
        if (_scenario.SecondsBefore(block) == _scenario.Chain.BlockSeconds || block == 1 - _scenario.Chain.WarmupBlocks)
        {
            return;
        }

        const int Stops = 8;
        var from = _stage.Chain.Now;
        for (var i = 1; i < Stops; i++)
        {
            var at = from + ((time - from) * i / Stops);
            var now = await _residents.LookAsync(block, at, _series.PriceAtOrLast, cancellation).ConfigureAwait(false);
            await _residents.KeepAsync(now, cancellation).ConfigureAwait(false);
            await _stage.Chain.MineAsync(at, cancellation).ConfigureAwait(false);
            _blocks[_stage.Chain.Head] = block - 1;
            await AcknowledgeAsync(block, cancellation).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(OperatorWord word, string note, string who, CancellationToken cancellation)
    {
        if (_guard is not null)
        {
            var verb = word switch
            {
                OperatorWord.Acknowledge => OperatorVerb.Acknowledge,
                OperatorWord.Eradicated => OperatorVerb.Eradicated,
                OperatorWord.Resolve => OperatorVerb.Resolve,
                _ => throw new ArgumentOutOfRangeException(nameof(word), word, "unknown word"),
            };
            await _guard.CommandAsync(new OperatorCommand(verb, who, note), cancellation).ConfigureAwait(false);
        }
    }

    private async Task AcknowledgeAsync(int block, CancellationToken cancellation)
    {
        if (_guard is not null && !await _guard.AcknowledgesAsync(_stage.Chain.Head, AcknowledgeLimit, cancellation).ConfigureAwait(false))
        {
            _overruns.Add(block);
        }
    }

    private async Task NoteAsync(int block, TimeSpan? minedAt, CancellationToken cancellation)
    {
        var outcome = await _steps.LookAsync(block, cancellation).ConfigureAwait(false);
        if (outcome.Attacked && _firstAttack is null)
        {
            _firstAttack = block;
            _firstAttackAt = minedAt;
        }

        foreach (var (word, who, note) in outcome.Words)
        {
            await TellAsync(word, note, who, cancellation).ConfigureAwait(false);
        }
    }

    private async Task SampleAsync(int block, Moment now, CancellationToken cancellation)
    {
        var market = _stage.Market;
        var look = await _residents.LookAsync(block, now.Time, _series.PriceAtOrLast, cancellation).ConfigureAwait(false);
        _samples.Add(new Sample(
            block,
            _stage.Chain.Now,
            look.Spot,
            look.Index,
            now.Real,
            await market.TvlUsdAsync(cancellation).ConfigureAwait(false),
            await _attacker.GainUsdAsync(cancellation).ConfigureAwait(false)));
    }
}
