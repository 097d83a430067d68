namespace Homeostat.Engine.Ingestion.Endpoints;

/// <summary>
/// A number in (0, 1] for how well an endpoint has served: a fault multiplies it, a good answer closes a tenth of the gap
/// to 1, and time alone closes half of the gap each minute, so that nobody is condemned for ever.
/// </summary>
internal sealed class Health(TimeProvider time)
{
    private const double Recovery = 0.1;
    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(1);

    private double _gap;
    private long _at = time.GetTimestamp();

    public double Value
    {
        get
        {
            Age();
            return 1 - _gap;
        }
    }

    public void Succeeded()
    {
        Age();
        _gap *= 1 - Recovery;
    }

    public void Failed(FaultKind kind)
    {
        Age();
        _gap = 1 - ((1 - _gap) * kind.HealthFactor());
    }

    private void Age()
    {
        var now = time.GetTimestamp();
        _gap *= Math.Pow(0.5, time.GetElapsedTime(_at, now) / HalfLife);
        _at = now;
    }
}
