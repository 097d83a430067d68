using Homeostat.Core;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Engine.Archive;

/// <summary>What an archive is of, and all that Core's answers depend on besides the inputs that follow.</summary>
/// <param name="Network">The network's slug.</param>
/// <param name="ChainId">EIP-155.</param>
public sealed record ArchiveHeader(string Network, ulong ChainId, BrainConfiguration Configuration)
{
    /// <summary>keccak256 of the configuration's JSON: two runs with the same hash and inputs decide the same.</summary>
    public Hash32 ConfigurationHash => Keccak256.Hash(ConfigurationJson.Write(Configuration));
}
