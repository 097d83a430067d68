using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <param name="Position">Signed taker position [base tokens].</param>
/// <param name="Value">Account value at the mark price [USD].</param>
/// <param name="Free">Withdrawable [USD].</param>
/// <param name="Margin">Least value that keeps it from liquidation [USD].</param>
public readonly record struct Standing(double Position, double Value, double Free, double Margin);

/// <summary>What everybody can see when they decide what to send for the next block.</summary>
/// <param name="Block">Number of the coming block in the play; 0 or less while warming up.</param>
/// <param name="Time">Its time [s].</param>
/// <param name="RealAt">The price in the world outside at a time [USD].</param>
/// <param name="Spot">The pool's price [USD].</param>
/// <param name="Index">The protocol's oracle price [USD].</param>
public sealed record Moment(
    int Block,
    long Time,
    Func<long, double> RealAt,
    double Spot,
    double Index,
    IReadOnlyDictionary<Address, Standing> Standings)
{
    public double Real => RealAt(Time);

    /// <summary>How far the pool is from the world outside, as a log-ratio.</summary>
    public double Gap => Math.Log(Spot / Real);
}
