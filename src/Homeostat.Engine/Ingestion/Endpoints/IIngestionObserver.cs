namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>Hears what happens to the sources. Called from whatever thread it happens on; must be quick and not throw.</summary>
public interface IIngestionObserver
{
    /// <summary>An endpoint failed and the fault was named.</summary>
    void Faulted(EndpointFault fault);

    /// <summary>Another endpoint is the first choice now.</summary>
    void Rotated(string from, string to, string reason);

    /// <summary>The chain cannot be looked at for the moment: what happens there is not seen.</summary>
    void Blind(string reason);
}

/// <summary>Nobody listens.</summary>
public sealed class SilentObserver : IIngestionObserver
{
    public static SilentObserver Instance { get; } = new();

    public void Faulted(EndpointFault fault)
    {
    }

    public void Rotated(string from, string to, string reason)
    {
    }

    public void Blind(string reason)
    {
    }
}
