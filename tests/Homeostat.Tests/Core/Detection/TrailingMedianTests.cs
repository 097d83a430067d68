using FsCheck.Xunit;
using Homeostat.Core.Detection;

namespace Homeostat.Tests.Core.Detection;

public class TrailingMedianTests
{
    [Property(MaxTest = 500)]
    public bool It_is_the_median_of_the_newest_values(short[] values)
    {
        const int Length = 7;
        var median = new TrailingMedian(Length);
        for (var i = 0; i < values.Length; i++)
        {
            median.Add(values[i]);
            double[] newest = [.. values[..(i + 1)].TakeLast(Length).Select(v => (double)v).Order()];
            var expected = (newest[(newest.Length - 1) / 2] + newest[newest.Length / 2]) / 2;
            if (median.Value != expected)
            {
                return false;
            }
        }

        return true;
    }

    [Fact]
    public void Of_nothing_it_is_zero()
    {
        Assert.Equal(0, new TrailingMedian(3).Value);
    }
}
