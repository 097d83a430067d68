using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Homeostat.Engine.Files;

namespace Homeostat.Engine.Drill;

/// <summary>Reads one argument of a call.</summary>
internal static partial class ArgumentReader
{
    private const string Allowed = "a whole number, '12.5 usd', '5 ether', '3 gwei', true, false, 0x…, $name, text or a list";

    private static readonly BigInteger _tooLarge = BigInteger.One << 256;

    private static readonly (string Word, AmountUnit Unit, int Decimals)[] _units =
        [("usd", AmountUnit.Usd, 18), ("ether", AmountUnit.Ether, 18), ("gwei", AmountUnit.Gwei, 9), ("wei", AmountUnit.Wei, 0)];

    public static Argument Read(Value value, ScenarioNames names) => value.Node switch
    {
        ListNode => new Argument.List(value.Place, [.. value.List().Select(item => Read(item, names))]),
        ScalarNode { IsNull: false } scalar => Scalar(value, scalar, names),
        MapNode => Wrong(value, "is a mapping; a tuple is written as the list of its members in order"),
        _ => Wrong(value, "has no value"),
    };

    /// <summary>An amount of ether, in wei.</summary>
    public static BigInteger Wei(Value value)
    {
        const string Allowed = "an amount such as '1.5 ether', '3 gwei' or '100 wei'";
        var amount = UnitPattern().IsMatch(value.Text()) ? Amount(value, value.Text()) as Argument.Amount : null;
        if (amount is null or { Unit: AmountUnit.Usd } || amount.Digits.Sign < 0 || amount.InSmallest(0) is not { } wei)
        {
            value.Problem("is not an amount of ether", Allowed);
            return BigInteger.Zero;
        }

        return wei;
    }

    private static Argument Scalar(Value value, ScalarNode scalar, ScenarioNames names)
    {
        var text = scalar.Text.Trim();
        var place = value.Place;
        if (text.StartsWith('$'))
        {
            names.CheckAddress(value, text[1..]);
            return new Argument.Name(place, text, text[1..]);
        }

        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return HexPattern().IsMatch(text)
                ? new Argument.Hex(place, text, text[2..].ToLowerInvariant())
                : Wrong(value, "is not hexadecimal");
        }

        if (WholePattern().IsMatch(text))
        {
            var number = BigInteger.Parse(text.Replace("_", ""), CultureInfo.InvariantCulture);
            return BigInteger.Abs(number) < _tooLarge
                ? new Argument.Number(place, text, number)
                : Wrong(value, "is larger than 256 bits");
        }

        if (DecimalPattern().IsMatch(text) && !scalar.IsQuoted)
        {
            return Wrong(value, "is no whole number; say in what unit it is, or quote it if it is text");
        }

        if (UnitPattern().IsMatch(text))
        {
            return Amount(value, text);
        }

        if (OtherUnitPattern().Match(text) is { Success: true } other
            && Nearest.To(other.Groups["unit"].Value.ToLowerInvariant(), _units.Select(u => u.Word)) is { } meant)
        {
            return Wrong(value, $"is in an unknown unit; did you mean '{meant}'?");
        }

        return text is "true" or "false"
            ? new Argument.Flag(place, text, text == "true")
            : new Argument.Text(place, scalar.Text);
    }

    private static Argument Amount(Value value, string text)
    {
        var parts = UnitPattern().Match(text);
        var unit = Array.Find(_units, u => u.Word == parts.Groups["unit"].Value);
        var fraction = parts.Groups["fraction"].Value;
        if (fraction.Length > unit.Decimals)
        {
            return Wrong(value, $"has more than {unit.Decimals} decimals");
        }

        var digits = BigInteger.Parse(parts.Groups["whole"].Value.Replace("_", "") + fraction, CultureInfo.InvariantCulture);
        return BigInteger.Abs(digits) < _tooLarge
            ? new Argument.Amount(value.Place, text, digits, fraction.Length, unit.Unit)
            : Wrong(value, "is larger than 256 bits");
    }

    private static Argument.Text Wrong(Value value, string what)
    {
        value.Problem(what, Allowed);
        return new Argument.Text(value.Place, "");
    }

    [GeneratedRegex(@"\A0x[0-9a-fA-F]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex HexPattern();

    [GeneratedRegex(@"\A[+-]?[0-9]+(_[0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholePattern();

    [GeneratedRegex(@"\A[+-]?[0-9_]*\.[0-9]+([eE][+-]?[0-9]+)?\z|\A[+-]?[0-9]+[eE][+-]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalPattern();

    [GeneratedRegex(@"\A[+-]?[0-9][0-9_.]* *(?<unit>[A-Za-z]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex OtherUnitPattern();

    [GeneratedRegex(@"\A(?<whole>[+-]?[0-9]+(_[0-9]+)*)(\.(?<fraction>[0-9]+))? +(?<unit>usd|ether|gwei|wei)\z", RegexOptions.CultureInvariant)]
    private static partial Regex UnitPattern();
}
