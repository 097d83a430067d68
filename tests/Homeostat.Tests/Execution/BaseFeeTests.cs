using Homeostat.Engine.Execution.Fees;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Execution;

/// <summary>The base fee of the next block, by the formula of EIP-1559 computed by hand.</summary>
public class BaseFeeTests
{
    [Theory]
    [InlineData(1_000_000_000, 15_000_000, 1_000_000_000)]
    [InlineData(1_000_000_000, 30_000_000, 1_125_000_000)]
    [InlineData(1_000_000_000, 0, 875_000_000)]
    [InlineData(1_000_000_000, 22_500_000, 1_062_500_000)]
    [InlineData(7, 30_000_000, 8)]
    [InlineData(7, 0, 7)]
    [InlineData(0, 0, 0)]
    public void It_moves_by_at_most_an_eighth_and_rises_by_at_least_one_wei(ulong fee, ulong used, ulong next)
    {
        Assert.Equal(new Wei(next), FeeMarket.NextBaseFee(Header(new Wei(fee), used)));
    }

    [Fact]
    public void Where_there_is_none_it_is_zero()
    {
        Assert.Equal(Wei.Zero, FeeMarket.NextBaseFee(Header(null, 30_000_000)));
    }

    private static BlockHeader Header(Wei? baseFee, ulong used) =>
        new(new BlockNumber(1), default, default, 0, baseFee, used, 30_000_000, default, default, default, default, default);
}
