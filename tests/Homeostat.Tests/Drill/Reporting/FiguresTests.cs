using Homeostat.Engine.Drill.Reporting;

namespace Homeostat.Tests.Drill.Reporting;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0d, "$0")]
    [InlineData(0.4, "$0")]
    [InlineData(-0.4, "$0")]
    [InlineData(43_120.5, "$43,121")]
    [InlineData(-9_000d, "−$9,000")]
    [InlineData(1_250_000d, "$1.25 M")]
    [InlineData(-1_250_000d, "−$1.25 M")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.NegativeInfinity, "–")]
    [InlineData(null, "–")]
    public void Dollars(double? value, string text) => Assert.Equal(text, Figures.Usd(value));

    [Theory]
    [InlineData(0.93, "0.930")]
    [InlineData(0.00026, "2.6e-4")]
    [InlineData(0.9999996, "1 − 4.0e-7")]
    [InlineData(0, "0.000")]
    [InlineData(1, "1.000")]
    [InlineData(double.NaN, "–")]
    public void Probabilities(double value, string text) => Assert.Equal(text, Figures.Probability(value));

    [Theory]
    [InlineData(0.929, "92.9 %")]
    [InlineData(-1.5, "−150.0 %")]
    [InlineData(double.NegativeInfinity, "–")]
    [InlineData(null, "–")]
    public void Shares(double? value, string text) => Assert.Equal(text, Figures.Percent(value));

    [Fact]
    public void One_block_is_singular_and_evidence_has_a_sign()
    {
        Assert.Equal("1 block", Figures.Blocks(1));
        Assert.Equal("0 blocks", Figures.Blocks(0));
        Assert.Equal("+6.42 nats", Figures.Nats(6.42));
        Assert.Equal("−0.30 nats", Figures.Nats(-0.3));
        Assert.Equal("8.7 ms", Figures.Milliseconds(8.71));
        Assert.Equal("1,234 ms", Figures.Milliseconds(1_234.4));
        Assert.Equal("–", Figures.Milliseconds(double.NaN));
    }
}
