using System.Collections.Frozen;
using System.Collections.Immutable;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>
/// A protocol's functions compiled to a table keyed by contract and selector. It takes calls of any depth, so that a
/// caller that is a contract is seen like one that is not.
/// </summary>
public sealed class CallTable
{
    private readonly FactTable _contracts;
    private readonly FrozenDictionary<FunctionSelector, CallMapping>[] _calls;

    /// <param name="contracts">Knows the groups, followed contracts included.</param>
    /// <exception cref="ArgumentException">Two functions of one group with the same selector.</exception>
    public CallTable(FactTable contracts, ImmutableArray<CallMapping> calls)
    {
        ArgumentNullException.ThrowIfNull(contracts);
        _contracts = contracts;
        _calls = [.. Enumerable.Range(0, contracts.Groups.Length).Select(group => CallsOf(group, calls))];
    }

    /// <summary>
    /// Hands what the call exercises to the sink. False for one that is nobody's. Only the selector is read: a contract
    /// accepts input that is longer than the arguments, so no length is wrong.
    /// </summary>
    public bool Decode(Address caller, Address contract, ReadOnlySpan<byte> input, IFactSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (_contracts.GroupOf(contract) is var group and >= 0
            && FunctionSelector.TryRead(input, out var selector)
            && _calls[group].TryGetValue(selector, out var call))
        {
            sink.On(new CapabilityExercised(contract, caller, call.Exercises));
            return true;
        }

        return false;
    }

    private static FrozenDictionary<FunctionSelector, CallMapping> CallsOf(int group, ImmutableArray<CallMapping> calls)
    {
        var table = new Dictionary<FunctionSelector, CallMapping>();
        foreach (var call in calls.Where(c => c.Group == group))
        {
            if (!table.TryAdd(call.Declared.Selector, call))
            {
                throw new ArgumentException($"{call.Declared.Signature} is mapped twice for one group", nameof(calls));
            }
        }

        return table.ToFrozenDictionary();
    }
}
