using Homeostat.Core.Ports;

namespace Homeostat.Storage;

/// <summary>Row ids of monitors and their sets. Forgotten when a transaction is rolled back: its rows may be gone.</summary>
internal sealed class Monitors(Session session, long stream)
{
    private readonly Dictionary<MonitorKey, long> _monitors = [];
    private readonly Dictionary<MonitorSet, long> _sets = [];

    public void Forget()
    {
        _monitors.Clear();
        _sets.Clear();
    }

    public long IdOf(MonitorKey monitor)
    {
        if (_monitors.TryGetValue(monitor, out var known))
        {
            return known;
        }

        (string, object?)[] key =
        [
            ("@stream", stream), ("@detector", monitor.Detector), ("@kind", (long)monitor.Scope.Kind),
            ("@protocol", monitor.Scope.Protocol), ("@subject", monitor.Scope.Subject),
        ];
        session.Run(
            """
            INSERT INTO monitor (stream_id, detector, scope_kind, scope_protocol, scope_subject)
            VALUES (@stream, @detector, @kind, @protocol, @subject) ON CONFLICT DO NOTHING
            """,
            key);
        return _monitors[monitor] = session.Value(
            """
            SELECT id FROM monitor WHERE stream_id = @stream AND detector = @detector
            AND scope_kind = @kind AND scope_protocol = @protocol AND scope_subject = @subject
            """,
            key)!.Value;
    }

    public long IdOf(MonitorSet set)
    {
        if (_sets.TryGetValue(set, out var known))
        {
            return known;
        }

        (string, object?)[] key = [("@stream", stream), ("@digest", set.Digest.ToBytes())];
        var isNew = session.Run("INSERT INTO monitor_set (stream_id, digest) VALUES (@stream, @digest) ON CONFLICT DO NOTHING", key) > 0;
        var id = session.Value("SELECT id FROM monitor_set WHERE stream_id = @stream AND digest = @digest", key)!.Value;
        if (isNew)
        {
            foreach (var monitor in set.Monitors)
            {
                session.Run("INSERT INTO monitor_set_member (monitor_set_id, monitor_id) VALUES (@set, @monitor)", ("@set", id), ("@monitor", IdOf(monitor)));
            }
        }

        return _sets[set] = id;
    }
}
