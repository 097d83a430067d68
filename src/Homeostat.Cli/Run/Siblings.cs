using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Engine.Pipeline;

namespace Homeostat.Cli.Run;

/// <summary>
/// Deployments of the same protocol on several networks tell each other what they act on, if the evidence is settled: an
/// exploit that works on one works on all.
/// </summary>
internal sealed class Siblings(RunLog log)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Network, Scope Scope)> _told = [];
    private ImmutableList<(string Protocol, string Network, ProtocolPipeline Pipeline)> _engines = [];

    public void Join(string protocol, string network, ProtocolPipeline pipeline)
    {
        lock (_gate)
        {
            _engines = _engines.Add((protocol, network, pipeline));
        }
    }

    /// <summary>Returns at once: nobody waits for a sibling's block to end.</summary>
    public void Hear(string network, ImmutableArray<Emission> emissions, CancellationToken cancellation)
    {
        foreach (var decided in emissions.OfType<Emission.Decided>())
        {
            // What was only heard is not passed on: it would come back.
            if (decided.Decision.Signals.FirstOrDefault(s => s.Class == EvidenceClass.Settled && s.Detector != "forewarning") is { } settled && IsNews(network, decided.Decision.Scope))
            {
                Tell(new Forewarning(network, decided.Decision.Scope, settled.Reason), cancellation);
            }
        }
    }

    private bool IsNews(string network, Scope scope)
    {
        lock (_gate)
        {
            return _told.Add((network, scope));
        }
    }

    private void Tell(Forewarning forewarning, CancellationToken cancellation)
    {
        foreach (var (_, network, pipeline) in _engines.Where(e => e.Protocol == forewarning.Scope.Protocol && e.Network != forewarning.Network))
        {
            log.Say($"{forewarning.Scope} on {network} hears of {forewarning.Network}: {forewarning.Reason}");
            _ = Task.Run(() => DeliverAsync(pipeline, forewarning, network, cancellation), CancellationToken.None);
        }
    }

    private async Task DeliverAsync(ProtocolPipeline pipeline, Forewarning forewarning, string network, CancellationToken cancellation)
    {
        try
        {
            await pipeline.HearAsync(forewarning, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            log.Say($"{forewarning.Scope} on {network} could not be told of {forewarning.Network}: {e.Message}");
        }
    }
}
