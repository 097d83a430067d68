using System.Collections.Immutable;
using Homeostat.Ethereum;

namespace Homeostat.Core.Chain.Decoding;

/// <summary>Contracts that run the same code and are read alike; one contract is a group of one.</summary>
public sealed record ContractGroup(string Slug, ImmutableArray<Address> Addresses);

/// <summary>An event of the contracts of a group and the facts in it; none for an event that is only checked.</summary>
/// <param name="Follows">The argument that names a contract to watch from now on, and the group it joins; mostly null.</param>
public sealed record EventMapping(int Group, AbiEventLayout Event, ImmutableArray<FactMapping> Facts, FollowedContract? Follows);

/// <summary>What an event of a factory says: a new contract.</summary>
/// <param name="Group">The group that it joins.</param>
public sealed record FollowedContract(AddressSource Contract, int Group);
