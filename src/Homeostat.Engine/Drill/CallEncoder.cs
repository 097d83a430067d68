using System.Collections.Immutable;
using System.Numerics;
using Homeostat.Engine.Devnet;
using Homeostat.Engine.Files;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Abi;

namespace Homeostat.Engine.Drill;

/// <summary>What a scenario wrote, as calldata: names become addresses and units amounts, by the parameter's type.</summary>
internal sealed class CallEncoder(Deployment deployment)
{
    private const int SettlementDecimals = 6;

    /// <exception cref="FilesException">With the place in the file and what would be allowed.</exception>
    public (Address To, byte[] Data) Encode(Call call)
    {
        if (!deployment.Has(call.Target))
        {
            throw Wrong(call.Place, "call", call.Target, $"one of: {string.Join(", ", deployment.Names.Order(StringComparer.Ordinal))}");
        }

        var function = Function(call);
        return (deployment[call.Target], function.EncodeCall(Values(call.Place, function.Inputs.Components.Select(c => c.Type).ToList(), call.Args)));
    }

    public AbiValue[] ConstructorArguments(ContractPlan plan, ContractArtifact artifact) =>
        Values(plan.Place, artifact.Abi.ConstructorInputs.Components.Select(c => c.Type).ToList(), plan.Args);

    private AbiFunction Function(Call call)
    {
        try
        {
            return deployment.Abi(call.Target).Function(call.Function + call.Types);
        }
        catch (Exception unknown) when (unknown is KeyNotFoundException or ArgumentException or InvalidOperationException or EthereumFormatException)
        {
            throw Wrong(call.Place, "call", call.ToString(), unknown.Message);
        }
    }

    private AbiValue[] Values(FilePlace place, List<AbiType> types, ImmutableArray<Argument> arguments) =>
        types.Count == arguments.Length
            ? [.. types.Select((type, i) => Value(type, arguments[i]))]
            : throw Wrong(place, "args", arguments.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{types.Count} of them");

    private AbiValue Value(AbiType type, Argument argument) => (type, argument) switch
    {
        (AbiArrayType array, Argument.List list) => AbiValue.Array([.. list.Items.Select(i => Value(array.Element, i))]),
        (AbiTupleType tuple, Argument.List list) => AbiValue.Tuple(Values(list.Place, [.. tuple.Components.Select(c => c.Type)], list.Items)),
        (AbiAddressType, Argument.Name name) when deployment.Has(name.Of) => deployment[name.Of],
        (AbiAddressType, Argument.Hex hex) => Address.Parse("0x" + hex.Digits),
        (AbiUIntType or AbiIntType, Argument.Number number) => number.Value,
        (AbiUIntType or AbiIntType, Argument.Amount amount) when amount.InSmallest(SettlementDecimals) is { } units => units,
        (AbiUIntType or AbiIntType, Argument.Hex hex) => BigInteger.Parse("0" + hex.Digits, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture),
        (AbiFixedBytesType, Argument.Name name) when deployment.TryKey(name.Of, out var key) => key,
        (AbiBoolType, Argument.Flag flag) => flag.Value,
        (AbiBytesType or AbiFixedBytesType, Argument.Hex hex) => Hex.Decode("0x" + hex.Digits),
        (AbiStringType, _) when argument is not Argument.List => argument.Written,
        _ => throw Wrong(argument.Place, "args", argument.Written, $"a value of type {type}"),
    };

    private static FilesException Wrong(FilePlace place, string key, string value, string allowed) =>
        new([new FileProblem(place, key, value, "does not fit what stands on the devnet", allowed)]);
}
