using System.Collections.Immutable;

namespace Homeostat.Core.Chain;

/// <summary>One decoded fact to every listener, in a fixed order.</summary>
internal sealed class FactFanOut(ImmutableArray<IFactSink> sinks) : IFactSink
{
    public void On(in PriceObserved fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in CollateralMoved fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in AssetMoved fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in ParameterChanged fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in CapabilityExercised fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in PositionChanged fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in Liquidated fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in ImplementationChanged fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in ImplementationApproval fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in PrivilegeChanged fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }

    public void On(in RestrictionChanged fact)
    {
        foreach (var sink in sinks)
        {
            sink.On(fact);
        }
    }
}
