namespace Homeostat.Ethereum.Abi;

/// <summary>A custom error of a contract, and the two that Solidity itself raises.</summary>
public sealed class AbiError
{
    public AbiError(string name, AbiTupleType inputs)
    {
        Name = name;
        Inputs = inputs;
        Signature = name + inputs.Name;
        Selector = FunctionSelector.Of(Signature);
    }

    /// <summary>revert("...") and require(condition, "...").</summary>
    public static AbiError Message { get; } = Parse("Error(string message)");

    /// <summary>assert, overflow and the like.</summary>
    public static AbiError Panic { get; } = Parse("Panic(uint256 code)");

    public string Name { get; }

    public AbiTupleType Inputs { get; }

    public string Signature { get; }

    public FunctionSelector Selector { get; }

    public static AbiError Parse(string text)
    {
        ParsedSignature parsed = SignatureParser.Parse(text, "error");
        return new AbiError(parsed.Name, parsed.Inputs);
    }

    /// <summary>Revert data of this error, as a contract would return it.</summary>
    public byte[] Encode(params IReadOnlyList<AbiValue> arguments) =>
        AbiEncoder.Encode(Inputs, arguments, Selector.ToBytes());

    public bool Matches(ReadOnlySpan<byte> revertData) =>
        FunctionSelector.TryRead(revertData, out FunctionSelector found) && found == Selector;

    public AbiValue[] Decode(ReadOnlySpan<byte> revertData) => Matches(revertData)
        ? AbiDecoder.Decode(Inputs, revertData[FunctionSelector.Size..])
        : throw new EthereumFormatException($"The data is no error {Excerpt.Of(Signature)}.");

    public override string ToString() => Signature;
}
