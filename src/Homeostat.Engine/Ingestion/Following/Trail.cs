using System.Collections.Immutable;
using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Ethereum;

namespace Homeostat.Engine.Ingestion.Following;

/// <summary>The newest blocks delivered, each the parent of the next: as many as a reorganisation may reach, and one more.</summary>
internal sealed class Trail(IEnumerable<BlockRef> blocks)
{
    private readonly List<BlockRef> _blocks = [.. blocks.TakeLast(Brain.ReorgDepth + 1)];

    public bool IsEmpty => _blocks.Count == 0;

    public BlockRef Tip => _blocks[^1];

    public BlockRef Oldest => _blocks[0];

    public bool Contains(BlockRef block) => _blocks.Contains(block);

    public bool Holds(Hash32 hash) => _blocks.Exists(b => b.Hash == hash);

    /// <summary>The blocks above this one, oldest first.</summary>
    public ImmutableArray<BlockRef> Above(Hash32 hash) => [.. _blocks.Skip(_blocks.FindIndex(b => b.Hash == hash) + 1)];

    public void Append(BlockRef block)
    {
        _blocks.Add(block);
        if (_blocks.Count > Brain.ReorgDepth + 1)
        {
            _blocks.RemoveAt(0);
        }
    }

    public void Drop(int newest) => _blocks.RemoveRange(_blocks.Count - newest, newest);

    public void Clear() => _blocks.Clear();

    public ImmutableArray<BlockRef> ToImmutable() => [.. _blocks];
}
