using System.Collections.Immutable;

namespace Homeostat.Engine.Ingestion.Endpoints;

internal sealed partial class Endpoint
{
    private readonly Health _health;
    private ImmutableHashSet<string> _unsupported = [];
    private long _availableAt;
    private int _failures;

    /// <summary>The last fault; null before the first.</summary>
    public EndpointFault? LastFault { get; private set; }

    /// <summary>Weight times health: the order in which endpoints are chosen.</summary>
    public double Score
    {
        get
        {
            lock (_gate)
            {
                return Options.Weight * _health.Value;
            }
        }
    }

    /// <summary>Zero when it may be asked now.</summary>
    public TimeSpan UntilAvailable
    {
        get
        {
            lock (_gate)
            {
                var now = _context.Time.GetTimestamp();
                return now >= _availableAt ? TimeSpan.Zero : _context.Time.GetElapsedTime(now, _availableAt);
            }
        }
    }

    public bool Offers(string method) => !_unsupported.Contains(method);

    public void Lacks(string method)
    {
        lock (_gate)
        {
            _unsupported = _unsupported.Add(method);
        }
    }

    public void Succeeded()
    {
        double health;
        lock (_gate)
        {
            _failures = 0;
            _health.Succeeded();
            health = _health.Value;
        }

        _context.Metrics.Healthy(Slug, health);
    }

    public EndpointFault Failed(Finding finding, TimeSpan? retryAfter)
    {
        var fault = new EndpointFault(Slug, finding.Kind, finding.Detail);
        double health;
        lock (_gate)
        {
            LastFault = fault;
            _failures += finding.Kind.IsAboutTheQuestion() ? 0 : 1;
            _health.Failed(finding.Kind);
            health = _health.Value;
            var wait = _context.Backoff.After(finding.Kind, _failures, retryAfter);
            var until = _context.Time.GetTimestamp() + (long)(wait.TotalSeconds * _context.Time.TimestampFrequency);
            _availableAt = Math.Max(_availableAt, until);
        }

        _context.Metrics.Faulted(Slug, finding.Kind);
        _context.Metrics.Healthy(Slug, health);
        _context.Observer.Faulted(fault);
        return fault;
    }
}
