namespace Homeostat.Engine.Drill;

/// <summary>After the last block.</summary>
internal sealed partial class Play
{
    /// <summary>
    /// Homeostat is switched off, the last restriction lapses, and the attacker takes whatever it still can. What the
    /// breaker refuses in line it goes on refusing: it has no switch.
    /// </summary>
    private async Task<(double Gain, BreakerRecord? Breaker)> EndAsync(CancellationToken cancellation)
    {
        if (_guard is not null)
        {
            await _guard.StopAsync().ConfigureAwait(false);
        }

        var lapse = await RestrictionLapse.LastAsync(_stage, cancellation).ConfigureAwait(false);
        var time = Math.Max(_stage.Chain.Now, lapse) + _scenario.Chain.BlockSeconds;
        BreakerRecord? breaker = null;
        if (_breaker is not null)
        {
            await _stage.Chain.MineAsync(time, cancellation).ConfigureAwait(false);
            breaker = await _breaker.EndAsync(_steps.StoppedInLine, cancellation).ConfigureAwait(false);
            time += _scenario.Chain.BlockSeconds;
        }

        foreach (var send in _scenario.Epilogue)
        {
            var now = await _residents.LookAsync(_scenario.Chain.Blocks, time, _series.PriceAtOrLast, cancellation).ConfigureAwait(false);
            await _residents.KeepAsync(now, cancellation).ConfigureAwait(false);
            await _stage.Chain.MineAsync(time, cancellation).ConfigureAwait(false);
            await _steps.SendAsync(new CallStep(send.Place, null, default, send, Attack: false, null), cancellation).ConfigureAwait(false);
            await _stage.Chain.MineAsync(time + _scenario.Chain.BlockSeconds, cancellation).ConfigureAwait(false);
            time += 2 * _scenario.Chain.BlockSeconds;
        }

        var end = await _residents.LookAsync(_scenario.Chain.Blocks + 1, time, _series.PriceAtOrLast, cancellation).ConfigureAwait(false);
        await SampleAsync(_scenario.Chain.Blocks + 1, end, cancellation).ConfigureAwait(false);
        return (_samples[^1].AttackerUsd, breaker);
    }
}
