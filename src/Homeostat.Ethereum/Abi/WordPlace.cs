namespace Homeostat.Ethereum.Abi;

/// <summary>Where the word of a static argument stands: a byte offset within the topics, or within the data.</summary>
public readonly record struct WordPlace(bool InTopics, int Offset);
