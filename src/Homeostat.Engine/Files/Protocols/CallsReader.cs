using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Files.Protocols;

/// <summary>Reads <c>calls</c>: which functions users call, and which capabilities each exercises.</summary>
internal sealed class CallsReader(ContractsReader contracts)
{
    private const string SignatureWords = "a declaration such as withdraw(address asset, uint256 amount)";

    private static readonly (string Word, ExercisedCapabilities Meaning)[] Words =
    [
        ("open", ExercisedCapabilities.Open),
        ("increase", ExercisedCapabilities.Increase),
        ("withdraw", ExercisedCapabilities.Withdraw),
        ("transfer", ExercisedCapabilities.Transfer),
        ("liquidate", ExercisedCapabilities.Liquidate),
        ("close", ExercisedCapabilities.Close),
        ("repay", ExercisedCapabilities.Repay),
        ("top_up", ExercisedCapabilities.TopUp),
    ];

    private readonly HashSet<(int Group, FunctionSelector Selector)> _seen = [];

    public ImmutableArray<CallMapping> Read(Value? value)
    {
        var calls = ImmutableArray.CreateBuilder<CallMapping>();
        foreach (var item in value?.List() ?? [])
        {
            Read(item.Map(), calls);
        }

        return calls.DrainToImmutable();
    }

    private void Read(MapReader map, ImmutableArray<CallMapping>.Builder calls)
    {
        var on = map.Required("on");
        var groups = (on.Node is ListNode ? on.List() : [on]).Select(contracts.Find).ToList();
        var exercises = Capabilities(map.Required("exercises"));
        var written = map.Required("functions");
        map.NoOthers();
        foreach (var item in written.List())
        {
            var function = Signature(item);
            foreach (var group in groups.Where(g => g >= 0 && function is not null))
            {
                if (!_seen.Add((group, function!.Selector)))
                {
                    item.Problem("is described twice for one contract", null);
                }

                calls.Add(new CallMapping(group, function, exercises));
            }
        }
    }

    private static ExercisedCapabilities Capabilities(Value value)
    {
        var exercises = ExercisedCapabilities.None;
        foreach (var item in value.List())
        {
            exercises |= item.Choice<ExercisedCapabilities>(Words);
        }

        if (value.Node is ListNode && exercises == ExercisedCapabilities.None)
        {
            value.Problem("is empty", "at least one capability, or the function under unmapped");
        }

        return exercises;
    }

    private static AbiFunction? Signature(Value value)
    {
        var text = value.Text();
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return AbiFunction.Parse(text);
        }
        catch (EthereumFormatException e)
        {
            value.Problem($"is no function: {e.Message}", SignatureWords);
            return null;
        }
    }
}
