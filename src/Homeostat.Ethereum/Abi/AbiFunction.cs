namespace Homeostat.Ethereum.Abi;

public enum StateMutability
{
    NonPayable,
    Payable,
    View,
    Pure,
}

/// <summary>A function of a contract: its selector and the codecs of its parameters.</summary>
public sealed class AbiFunction
{
    public AbiFunction(string name, AbiTupleType inputs, AbiTupleType outputs, StateMutability mutability)
    {
        Name = name;
        Inputs = inputs;
        Outputs = outputs;
        Mutability = mutability;
        Signature = name + inputs.Name;
        Selector = FunctionSelector.Of(Signature);
    }

    public string Name { get; }

    public AbiTupleType Inputs { get; }

    public AbiTupleType Outputs { get; }

    public StateMutability Mutability { get; }

    /// <summary>The canonical signature: transfer(address,uint256).</summary>
    public string Signature { get; }

    public FunctionSelector Selector { get; }

    /// <summary>
    /// Reads "transfer(address,uint256)", or as Solidity declares it:
    /// "function transfer(address to, uint256 value) external returns (bool)".
    /// </summary>
    public static AbiFunction Parse(string text)
    {
        ParsedSignature parsed = SignatureParser.Parse(text, "function");
        StateMutability mutability =
            parsed.Modifiers.Contains("view") ? StateMutability.View
            : parsed.Modifiers.Contains("pure") ? StateMutability.Pure
            : parsed.Modifiers.Contains("payable") ? StateMutability.Payable
            : StateMutability.NonPayable;
        return new AbiFunction(parsed.Name, parsed.Inputs, parsed.Outputs, mutability);
    }

    /// <summary>The selector and the arguments.</summary>
    public byte[] EncodeCall(params IReadOnlyList<AbiValue> arguments)
    {
        Span<byte> selector = stackalloc byte[FunctionSelector.Size];
        Selector.WriteTo(selector);
        return AbiEncoder.Encode(Inputs, arguments, selector);
    }

    public byte[] EncodeOutput(params IReadOnlyList<AbiValue> results) => AbiEncoder.Encode(Outputs, results);

    /// <summary>The arguments of a call; data of another function is an error.</summary>
    public AbiValue[] DecodeInput(ReadOnlySpan<byte> callData) => FunctionSelector.TryRead(callData, out FunctionSelector found) && found == Selector
        ? AbiDecoder.Decode(Inputs, callData[FunctionSelector.Size..])
        : throw new EthereumFormatException($"The data is no call of {Excerpt.Of(Signature)}.");

    /// <summary>What a call returned. No data where some is due, as from an account without code, is an error.</summary>
    public AbiValue[] DecodeOutput(ReadOnlySpan<byte> returnData) => AbiDecoder.Decode(Outputs, returnData);

    public override string ToString() => Signature;
}
