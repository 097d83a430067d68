using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>A block with its logs and what it rests on.</summary>
internal sealed record ReadBlock(BlockHeader Header, Block Block, BlockEvidence Evidence);
