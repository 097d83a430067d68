using Homeostat.Core;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Engine.Archive;

/// <summary>What an archive is of, and all that Core's answers depend on besides the inputs that follow.</summary>
/// <param name="Network">The network's slug.</param>
/// <param name="ChainId">EIP-155.</param>
/// <param name="Configuration">Core's; null if the chain was recorded without a Core, for backtests.</param>
/// <param name="Logs">Which logs of each block were recorded: a question about others cannot be answered from here.</param>
public sealed record ArchiveHeader(string Network, ulong ChainId, BrainConfiguration? Configuration, RecordedLogs Logs)
{
    /// <summary>keccak256 of everything in here, as it is in the file.</summary>
    public Hash32 Hash => Keccak256.Hash(HeaderCodec.Write(this));

    /// <summary>keccak256 of Core's configuration: with the same one, the same inputs get the same answers; zero without.</summary>
    public Hash32 ConfigurationHash => Configuration is null ? Hash32.Zero : Keccak256.Hash(HeaderCodec.Json(Configuration));
}
