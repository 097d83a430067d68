using System.Globalization;
using Homeostat.Core.Chain;

namespace Homeostat.Core.Detection.Outflow;

/// <param name="HalfLifeBlocks">Half-life of the moving sum of net outflow [blocks].</param>
public sealed record OutflowOptions(double HalfLifeBlocks);

/// <summary>
/// Score u: the decaying sum of net outflow as a share of the (trailing, frozen) TVL, u ← 2^(−1/H)·u + out/TVL.
/// Time to depletion at that pace is H / (ln 2 · u) blocks.
/// </summary>
internal sealed class OutflowDetector(Scope scope, OutflowOptions options) : IDetector
{
    private double _netInBlock;
    private double _share;

    public string Name => "outflow";

    public Scope Scope => scope;

    public void On(in CollateralMoved fact) => _netInBlock += fact.AmountUsd;

    public Assessment Assess(UnixSeconds now, MarketConditions conditions)
    {
        var net = _netInBlock;
        _netInBlock = 0;
        var tvl = conditions.TvlUsd;
        if (tvl <= 0)
        {
            return net < 0 ? Assessment.Blind("collateral left before its amount was known") : default;
        }

        _share = Math.Max(0, (double.Exp2(-1 / options.HalfLifeBlocks) * _share) - (net / tvl));
        var share = _share;
        return new Assessment(share, EvidenceClass.Settled, null, () => Sentence(share, net));
    }

    public IDetector Clone() => (IDetector)MemberwiseClone();

    private string Sentence(double share, double net) => string.Create(
        CultureInfo.InvariantCulture,
        $"{share:0.0 %} of the collateral left within a few blocks (${-net:n0} net in this one); empty in {options.HalfLifeBlocks / (Math.Log(2) * share):0.#} blocks at this pace");
}
