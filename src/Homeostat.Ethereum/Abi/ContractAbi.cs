using System.Text.Json;

namespace Homeostat.Ethereum.Abi;

/// <summary>The interface of a contract, by name or by full signature where a name is overloaded.</summary>
public sealed class ContractAbi
{
    private readonly Dictionary<FunctionSelector, AbiFunction> _functionsBySelector = [];

    public ContractAbi(
        IReadOnlyList<AbiFunction> functions,
        IReadOnlyList<AbiEvent> events,
        IReadOnlyList<AbiError> errors,
        AbiTupleType constructorInputs)
    {
        Functions = functions;
        Events = events;
        Errors = errors;
        ConstructorInputs = constructorInputs;
        foreach (AbiFunction function in functions)
        {
            _functionsBySelector.TryAdd(function.Selector, function);
        }
    }

    public IReadOnlyList<AbiFunction> Functions { get; }

    public IReadOnlyList<AbiEvent> Events { get; }

    public IReadOnlyList<AbiError> Errors { get; }

    public AbiTupleType ConstructorInputs { get; }

    /// <summary>Reads the compiler's array of entries, or an artifact object that has it under "abi".</summary>
    public static ContractAbi FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            return AbiJson.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new EthereumFormatException("The ABI is no valid JSON.", e);
        }
    }

    /// <summary>By name ("transfer") or full signature ("transfer(address,uint256)"); an overloaded name alone is an error.</summary>
    public AbiFunction Function(string nameOrSignature) =>
        Single(Functions, nameOrSignature, "function", function => function.Name, function => function.Signature);

    public bool HasFunction(string name) => Functions.Any(function => function.Name == name);

    public AbiEvent Event(string nameOrSignature) =>
        Single(Events, nameOrSignature, "event", @event => @event.Name, @event => @event.Signature);

    public AbiError Error(string nameOrSignature) =>
        Single(Errors, nameOrSignature, "error", error => error.Name, error => error.Signature);

    /// <summary>The function that call data calls, or null.</summary>
    public AbiFunction? FindFunction(ReadOnlySpan<byte> callData) =>
        FunctionSelector.TryRead(callData, out FunctionSelector selector) ? _functionsBySelector.GetValueOrDefault(selector) : null;

    /// <summary>The event whose topics these are, or null.</summary>
    public AbiEvent? FindEvent(IReadOnlyList<Hash32> topics) =>
        Events.FirstOrDefault(@event => !@event.IsAnonymous && @event.Matches(topics));

    /// <summary>Init code: the bytecode and the constructor's arguments.</summary>
    public byte[] EncodeConstructor(ReadOnlySpan<byte> bytecode, params IReadOnlyList<AbiValue> arguments) =>
        AbiEncoder.Encode(ConstructorInputs, arguments, bytecode);

    /// <summary>Puts revert data into words with the errors of this contract.</summary>
    public string DescribeRevert(ReadOnlySpan<byte> revertData) => RevertReason.Decode(revertData, Errors);

    private static T Single<T>(IReadOnlyList<T> members, string key, string kind, Func<T, string> name, Func<T, string> signature)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(key);
        Func<T, string> property = key.Contains('(', StringComparison.Ordinal) ? signature : name;
        T[] found = [.. members.Where(member => property(member) == key)];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new KeyNotFoundException($"The ABI has no {kind} {Excerpt.Of(key)}."),
            _ => throw new KeyNotFoundException(
                $"The {kind} {Excerpt.Of(key)} is overloaded; name one of: {string.Join(", ", found.Select(signature))}."),
        };
    }
}
