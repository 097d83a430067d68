using Homeostat.Core.Chain;
using Homeostat.Core.Detection.PriceDeviation;

namespace Homeostat.Engine.Backtest;

/// <summary>Counts facts by kind on their way to the rules.</summary>
internal sealed class FactCounter(PriceDeviationRules rules) : IFactSink
{
    private static readonly string[] Kinds =
        ["price", "collateral", "position", "liquidation", "implementation", "approval", "privilege", "restriction", "asset", "parameter"];

    private readonly long[] _counts = new long[Kinds.Length];

    public IEnumerable<(string Kind, long Count)> Counts => Kinds.Zip(_counts);

    /// <summary>Goes on from counts kept earlier.</summary>
    public void Restore(IReadOnlyDictionary<string, long> counts)
    {
        for (var i = 0; i < Kinds.Length; i++)
        {
            _counts[i] = counts.GetValueOrDefault(Kinds[i]);
        }
    }

    public void On(in PriceObserved fact)
    {
        _counts[0]++;
        rules.On(fact);
    }

    public void On(in CollateralMoved fact) => _counts[1]++;

    public void On(in PositionChanged fact) => _counts[2]++;

    public void On(in Liquidated fact) => _counts[3]++;

    public void On(in ImplementationChanged fact) => _counts[4]++;

    public void On(in ImplementationApproval fact) => _counts[5]++;

    public void On(in PrivilegeChanged fact) => _counts[6]++;

    public void On(in RestrictionChanged fact) => _counts[7]++;

    public void On(in AssetMoved fact) => _counts[8]++;

    public void On(in ParameterChanged fact) => _counts[9]++;
}
