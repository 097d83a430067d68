using Homeostat.Ethereum.Rpc;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>An endpoint says that this is its newest block. It may be late, repeated or untrue.</summary>
internal sealed record HeadHint(BlockHeader Header, string Endpoint);
