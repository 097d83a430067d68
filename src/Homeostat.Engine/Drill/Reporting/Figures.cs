using System.Globalization;

namespace Homeostat.Engine.Drill.Reporting;

/// <summary>Numbers as people read them, with their unit; a dash for what does not apply.</summary>
public static class Figures
{
    public const string None = "–";

    public static string Usd(double? value) => value switch
    {
        { } v when !double.IsFinite(v) => None,
        { } v when Math.Abs(v) >= 1e6 => $"{Sign(v)}{Text($"${Math.Abs(v) / 1e6:0.00} M")}",
        { } v => $"{Sign(v)}{Text($"${Math.Round(Math.Abs(v), MidpointRounding.AwayFromZero):n0}")}",
        null => None,
    };

    /// <summary>Prices need their cents.</summary>
    public static string Price(double value) => double.IsFinite(value) ? Text($"${value:#,0.00}") : None;

    public static string Percent(double? ratio) => ratio is { } r && double.IsFinite(r) ? Text($"{r * 100:0.0} %").Replace('-', '−') : None;

    public static string Probability(double p) => !double.IsFinite(p)
        ? None
        : p > 0 && p < 0.001 ? Text($"{p:0.0e-0}") : p > 0.999 && p < 1 ? Text($"1 − {1 - p:0.0e-0}") : Text($"{p:0.000}");

    public static string Count(int value, string one) => Text($"{value:n0} {one}{(value == 1 ? "" : "s")}");

    public static string Blocks(int? value) => value is { } v ? Count(v, "block") : None;

    public static string Milliseconds(double? value) => value switch
    {
        { } v when v < 10 => Text($"{v:0.0} ms"),
        { } v when double.IsFinite(v) => Text($"{v:n0} ms"),
        _ => None,
    };

    public static string Gas(long? value) => value is { } v ? Text($"{v:n0}") : None;

    public static string Nats(double value) => double.IsFinite(value) ? Text($"{value:+0.00;−0.00;0.00} nats") : None;

    // Amounts that round to nothing have no sign.
    private static string Sign(double value) => value <= -0.5 ? "−" : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
