using System.Collections.Immutable;
using System.Globalization;

namespace Homeostat.Engine.Drill;

/// <summary>What must hold for the drill to be passed.</summary>
/// <param name="ExitsOpen">What an honest user must still be able to do while contained.</param>
public sealed record Expectations(ImmutableArray<ExpectedRange> Ranges, ImmutableArray<Exit> ExitsOpen);

/// <param name="Key">As written, e.g. <c>averted_ratio</c>: one of <see cref="Measures"/>.</param>
/// <param name="Min">Included; null for no lower end.</param>
/// <param name="Max">Included; null for no upper end.</param>
public sealed record ExpectedRange(string Key, double? Min, double? Max)
{
    /// <summary>What was not measured holds nothing.</summary>
    public bool Holds(double? measured) => measured is { } value && (Min is null || value >= Min) && (Max is null || value <= Max);

    public override string ToString() => (Min, Max) switch
    {
        ({ } min, { } max) when min == max => Short(min),
        ({ } min, { } max) => $"{Short(min)} to {Short(max)}",
        ({ } min, null) => $"≥ {Short(min)}",
        (null, { } max) => $"≤ {Short(max)}",
        _ => "anything",
    };

    private static string Short(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}

/// <summary>What an honest user tries while a protocol is contained.</summary>
public enum Exit
{
    Close,
    Repay,
    TopUp,
    Liquidate,
    WithdrawRetail,
}

/// <summary>The measures that an expectation can name.</summary>
/// <param name="OfAttack">It measures the attack, so a control has none.</param>
public sealed record Measure(string Key, string Unit, bool OfAttack);

public static class Measures
{
    public const string AvertedRatio = "averted_ratio";
    public const string LossWithoutUsd = "loss_without_usd";
    public const string LossWithoutShareOfTvl = "loss_without_share_of_tvl";
    public const string LossWithUsd = "loss_with_usd";
    public const string DetectBlocks = "detect_blocks";
    public const string DecideBlocks = "decide_blocks";
    public const string ContainBlocks = "contain_blocks";
    public const string FalseActions = "false_actions";
    public const string Restrictions = "restrictions";
    public const string ContainmentGas = "containment_gas";
    public const string StoppedInLine = "stopped_in_line";
    public const string BountyEth = "bounty_eth";

    public static ImmutableArray<Measure> All { get; } =
    [
        new(AvertedRatio, "ratio", OfAttack: true),
        new(LossWithoutUsd, "USD", OfAttack: true),
        new(LossWithoutShareOfTvl, "ratio", OfAttack: true),
        new(LossWithUsd, "USD", OfAttack: true),
        new(DetectBlocks, "blocks", OfAttack: true),
        new(DecideBlocks, "blocks", OfAttack: true),
        new(ContainBlocks, "blocks", OfAttack: true),
        new(FalseActions, "restrictions", OfAttack: false),
        new(Restrictions, "restrictions", OfAttack: false),
        new(ContainmentGas, "gas", OfAttack: false),
        new(StoppedInLine, "steps", OfAttack: true),
        new(BountyEth, "ether", OfAttack: false),
    ];
}
