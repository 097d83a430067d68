using Homeostat.Core.Chain;
using Homeostat.Core.Detection;
using Homeostat.Core.Ports;
using Prometheus;

namespace Homeostat.Storage;

/// <summary>What the verdict ledger and its writer show to Prometheus; see docs/metrics.md.</summary>
public sealed class LedgerMetrics
{
    private static readonly string[] Stream = ["network", "protocol"];

    private readonly Gauge _oldestUnverified;
    private readonly Gauge _lag;
    private readonly Gauge _highest;
    private readonly Gauge _pending;
    private readonly Gauge _health;
    private readonly Counter _verdicts;
    private readonly Counter _errors;
    private readonly Histogram _commit;

    public LedgerMetrics(IMetricFactory metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        _oldestUnverified = metrics.CreateGauge("oldest_unverified_seconds", "Age of the oldest block that a monitor could not verify, or that was skipped; 0 if there is none.", Stream);
        _lag = metrics.CreateGauge("block_checkpoint_lag", "Blocks between the newest block seen and the checkpoint.", Stream);
        _highest = metrics.CreateGauge("highest_block_processed", "Number of the newest block whose verdicts are stored: the checkpoint.", Stream);
        _pending = metrics.CreateGauge("store_pending_units", "Units handed to the store and not yet durable.", Stream);
        _health = metrics.CreateGauge("store_writing", "1 while what is handed over becomes durable, 0 while it does not: see the log.", Stream);
        _verdicts = metrics.CreateCounter("verdicts_total", "Verdicts stored, by kind: verified, violated, unverifiable.", [.. Stream, "kind"]);
        _errors = metrics.CreateCounter("store_commit_errors_total", "Commits that failed, by fault.", [.. Stream, "fault"]);
        _commit = metrics.CreateHistogram(
            "store_commit_seconds",
            "Duration of a commit, which covers all units that were waiting.",
            Stream,
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 14) });
    }

    internal StreamMetrics For(StreamKey stream) => new(this, [stream.Network, stream.Protocol]);

    /// <summary>The metrics of one stream.</summary>
    internal sealed class StreamMetrics(LedgerMetrics all, string[] labels)
    {
        private readonly Lock _gate = new();
        private ulong? _seen;
        private ulong? _stored;

        public void Seen(ulong head)
        {
            lock (_gate)
            {
                _seen = head;
                SetLag();
            }
        }

        public void Stored(BlockRef? checkpoint, TimeSpan took, VerdictCounts verdicts)
        {
            all._commit.WithLabels(labels).Observe(took.TotalSeconds);
            Count(VerdictKind.Verified, verdicts.Verified);
            Count(VerdictKind.Violated, verdicts.Violated);
            Count(VerdictKind.Unverifiable, verdicts.Unverifiable);
            Resumed(checkpoint);
        }

        public void Resumed(BlockRef? checkpoint)
        {
            lock (_gate)
            {
                _stored = checkpoint?.Number;
                all._highest.WithLabels(labels).Set(_stored ?? 0);
                SetLag();
            }
        }

        public void Pending(int units) => all._pending.WithLabels(labels).Set(units);

        public void Writing(bool isWriting) => all._health.WithLabels(labels).Set(isWriting ? 1 : 0);

        public void Failed(StoreFault fault) => all._errors.WithLabels([.. labels, Name(fault.ToString())]).Inc();

        public void OldestUnverified(double seconds) => all._oldestUnverified.WithLabels(labels).Set(seconds);

        private void Count(VerdictKind kind, long count) => all._verdicts.WithLabels([.. labels, Name(kind.ToString())]).Inc(count);

        private void SetLag() => all._lag.WithLabels(labels).Set(_seen is { } seen && _stored is { } stored && seen > stored ? seen - stored : 0);

        private static string Name(string word) => word.ToLowerInvariant();
    }
}
