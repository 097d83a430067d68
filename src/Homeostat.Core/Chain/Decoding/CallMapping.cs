using Homeostat.Ethereum.Abi;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>A function of the contracts of a group, and what calling it lets a user do.</summary>
public sealed record CallMapping(int Group, AbiFunction Declared, ExercisedCapabilities Exercises);
