namespace Homeostat.Ethereum.TypedData;

/// <summary>A member of a struct, with its type as EIP-712 writes it: "uint256", "address[2]", "Person[]".</summary>
public sealed record TypedField(string Name, string Type);
