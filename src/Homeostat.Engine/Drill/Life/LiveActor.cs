using Homeostat.Engine.Devnet;
using Homeostat.Engine.Devnet.Curie;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Drill.Life;

/// <summary>
/// Somebody who lives on the exchange. What they do depends on the seed, the series and what the chain shows, never on
/// whether Homeostat is there.
/// </summary>
internal abstract class LiveActor(CurieMarket market, Address account, long seed)
{
    private const double EarlyGwei = 3;

    public Address Account => account;

    protected CurieMarket Market => market;

    /// <summary>Own stream of chance, so that one actor's choices do not shift another's.</summary>
    protected Random Chance { get; } = new(StreamOf(seed, account));

    /// <summary>Called once before each block; sends or does nothing.</summary>
    public abstract Task ActAsync(Moment now, CancellationToken cancellation);

    protected Task SendAsync(DevnetTransaction transaction, CancellationToken cancellation) =>
        market.Deployment.Chain.SendAsync(transaction, cancellation);

    /// <summary>Like <see cref="SendAsync"/>, outbidding the crowd: who lives off being early pays for it.</summary>
    protected Task SendEarlyAsync(DevnetTransaction transaction, CancellationToken cancellation) =>
        market.Deployment.Chain.SendAsync(transaction with { PriorityFeeGwei = EarlyGwei }, cancellation);

    protected double Between(double low, double high) => low + ((high - low) * Chance.NextDouble());

    // System.HashCode differs between processes; a drill must not. (FNV-1a's prime.)
    private static int StreamOf(long seed, Address account)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        account.WriteTo(bytes);
        var hash = seed;
        foreach (var b in bytes)
        {
            hash = unchecked((hash ^ b) * 1_099_511_628_211);
        }

        return unchecked((int)(hash ^ (hash >> 32)));
    }
}
