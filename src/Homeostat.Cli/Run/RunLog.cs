using System.Collections.Immutable;
using System.Globalization;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Pipeline;

namespace Homeostat.Cli.Run;

/// <summary>What a run says on standard error: a line with the time for whatever is news, and now and then that it is alive.</summary>
internal sealed class RunLog(TextWriter error, TimeProvider time) : IIngestionObserver
{
    private static readonly TimeSpan AliveEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SameAgainAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal);

    public void Say(string text)
    {
        lock (_gate)
        {
            error.WriteLine(Printable.Line(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} {text}")));
        }
    }

    public void Faulted(EndpointFault fault) => SayOnce($"{fault.Endpoint} {fault.Kind}", $"node {fault.Endpoint}: {fault.Kind}: {fault.Detail}");

    public void Rotated(string from, string to, string reason) => Say($"node {to} is asked first now, not {from} ({reason})");

    public void Blind(string reason) => SayOnce("blind", $"cannot see the chain: {reason}");

    /// <summary>Hears one engine.</summary>
    /// <param name="heard">Is told what Core said.</param>
    public IPipelineObserver Of(string engine, PipelineMetrics metrics, Journal journal, Action<ImmutableArray<Emission>> heard) =>
        new EngineLog(this, engine, metrics, journal, heard);

    /// <summary>A fault that goes on is news once in a while.</summary>
    private void SayOnce(string key, string text)
    {
        lock (_gate)
        {
            if (_said.TryGetValue(key, out var at) && time.GetElapsedTime(at) < SameAgainAfter)
            {
                return;
            }

            _said[key] = time.GetTimestamp();
            Say(text);
        }
    }

    private sealed class EngineLog(RunLog log, string engine, PipelineMetrics metrics, Journal journal, Action<ImmutableArray<Emission>> heard) : IPipelineObserver
    {
        private long _alive = log.TimeSource.GetTimestamp();
        private string? _archiveFailure;
        private bool _isStoring = true;

        public void Stepped(Input input, ImmutableArray<Emission> emissions)
        {
            heard(emissions);
            foreach (var emission in emissions)
            {
                switch (emission)
                {
                    case Emission.IncidentChanged changed:
                        metrics.IncidentOpen(changed.Incident.IsOpen);
                        log.Say(string.Create(CultureInfo.InvariantCulture, $"{engine}: block {changed.Line.Block}: {changed.Line.Kind}: {changed.Line.Text}"));
                        break;
                    case Emission.Decided:
                        metrics.Decided();
                        break;
                    default:
                        break;
                }
            }
        }

        public void Sent(ContainmentAction action, TimeSpan sinceBlock) => metrics.Sent(sinceBlock);

        public void Acknowledged(BlockRef block, TimeSpan sinceBlock)
        {
            metrics.Acknowledged(sinceBlock);
            Watch(journal);
            if (log.TimeSource.GetElapsedTime(_alive) >= AliveEvery)
            {
                _alive = log.TimeSource.GetTimestamp();
                log.Say(string.Create(CultureInfo.InvariantCulture, $"{engine}: at block {block.Number}"));
            }
        }

        public void Filled(Block block, ImmutableArray<Emission> emissions)
        {
            foreach (var decided in emissions.OfType<Emission.Decided>())
            {
                log.Say(string.Create(CultureInfo.InvariantCulture, $"{engine}: block {block.Ref.Number}, which was passed over, would have been acted on: {decided.Decision.Sentence}"));
            }
        }

        /// <summary>Containment goes on without a memory; that there is none must not go unnoticed.</summary>
        private void Watch(Journal journal)
        {
            if (journal.ArchiveFailure != _archiveFailure)
            {
                _archiveFailure = journal.ArchiveFailure;
                metrics.Archiving(_archiveFailure is null);
                log.Say($"{engine}: nothing more is archived ({_archiveFailure}); containment goes on, and a restart begins again from here");
            }

            if (journal.Store.Health == Core.Ports.StoreHealth.Running != _isStoring)
            {
                _isStoring = !_isStoring;
                log.Say(_isStoring ? $"{engine}: storing works again" : $"{engine}: cannot store, and is blind to history: {journal.Store.Failure?.Message}; containment goes on");
            }
        }
    }

    private TimeProvider TimeSource => time;
}
