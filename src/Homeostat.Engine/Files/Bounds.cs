using System.Globalization;

namespace Homeostat.Engine.Files;

/// <summary>The numbers that a key allows.</summary>
/// <param name="WithoutMin">Whether <paramref name="Min"/> itself is excluded.</param>
internal readonly record struct Bounds(double Min, double Max, bool WithoutMin)
{
    public static Bounds Share => new(0, 1, WithoutMin: false);

    public static Bounds NotNegative => new(0, double.MaxValue, WithoutMin: false);

    public static Bounds Positive => new(0, double.MaxValue, WithoutMin: true);

    public static Bounds Any => new(-double.MaxValue, double.MaxValue, WithoutMin: false);

    public static Bounds Between(double min, double max) => new(min, max, WithoutMin: false);

    public static Bounds AboveUpTo(double min, double max) => new(min, max, WithoutMin: true);

    public bool Hold(double value) => (WithoutMin ? value > Min : value >= Min) && value <= Max;

    public override string ToString()
    {
        var min = Min == -double.MaxValue ? null : Min.ToString(CultureInfo.InvariantCulture);
        var max = Max == double.MaxValue ? null : Max.ToString(CultureInfo.InvariantCulture);
        return (min, max) switch
        {
            (null, null) => "a number",
            (null, _) => $"a number ≤ {max}",
            (_, null) => WithoutMin ? $"a number > {min}" : $"a number ≥ {min}",
            _ => WithoutMin ? $"a number > {min} and ≤ {max}" : $"a number from {min} to {max}",
        };
    }
}
