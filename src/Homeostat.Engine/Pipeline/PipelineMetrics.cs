using Prometheus;

namespace Homeostat.Engine.Pipeline;

/// <summary>
/// What a pipeline tells Prometheus; docs/metrics.md says the same. The factory brings the labels <c>network</c> and
/// <c>protocol</c>.
/// </summary>
public sealed class PipelineMetrics(IMetricFactory factory)
{
    private static readonly HistogramConfiguration Latency = new() { Buckets = Histogram.ExponentialBuckets(0.000_25, 2, 16) };

    private readonly Gauge _running = factory.CreateGauge("engine_running", "1 while blocks are followed and decided on, 0 once it has halted.");
    private readonly Gauge _archiving = factory.CreateGauge("archive_writing", "1 while what Core takes in is archived, 0 while it cannot be.");
    private readonly Gauge _incident = factory.CreateGauge("incident_open", "1 while an incident is open.");
    private readonly Counter _decisions = factory.CreateCounter("decisions_total", "Decisions to act.");
    private readonly Histogram _sent = factory.CreateHistogram("head_to_transaction_seconds", "From a block's header to the node's answer to the transaction that it led to.", Latency);
    private readonly Histogram _dealt = factory.CreateHistogram("head_to_acknowledgement_seconds", "From a block's header until all that follows from it is done.", Latency);

    public void Running(bool isRunning) => _running.Set(isRunning ? 1 : 0);

    public void Archiving(bool isArchiving) => _archiving.Set(isArchiving ? 1 : 0);

    public void IncidentOpen(bool isOpen) => _incident.Set(isOpen ? 1 : 0);

    public void Decided() => _decisions.Inc();

    public void Sent(TimeSpan sinceBlock) => _sent.Observe(sinceBlock.TotalSeconds);

    public void Acknowledged(TimeSpan sinceBlock) => _dealt.Observe(sinceBlock.TotalSeconds);
}
