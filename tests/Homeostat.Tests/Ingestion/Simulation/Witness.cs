using System.Collections.Immutable;
using Homeostat.Core.Chain;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum.Rpc;
using Block = Homeostat.Core.Chain.Block;

namespace Homeostat.Tests.Ingestion.Simulation;

/// <summary>
/// Takes deliveries and insists on the contract: each lane in order, nothing twice, nothing skipped, and what is delivered
/// as verified has exactly the logs of the true block.
/// </summary>
/// <param name="before">What an earlier run delivered, oldest first.</param>
internal sealed class Witness(ScriptedChain chain, LogInterest interest, ImmutableArray<BlockRef> before) : IChainConsumer, IIngestionObserver
{
    private static readonly LogInterest Everything = new(new LogFilter());

    private readonly List<BlockRef> _head = [.. before];
    private readonly List<BlockRef> _backfill = [];

    /// <summary>What happened, in words: two runs of one seed must have the same.</summary>
    public List<string> Events { get; } = [];

    public HashSet<(string Endpoint, FaultKind Kind)> Faults { get; } = [];

    public int Doubts { get; private set; }

    public int Reorgs { get; private set; }

    public int Reverts { get; private set; }

    public int Anews { get; private set; }

    public FollowPosition Position { get; private set; } = FollowPosition.AtHead;

    /// <summary>The newest block that stands; null before the first.</summary>
    public BlockRef? Tip => _head.Count == 0 ? null : _head[^1];

    /// <summary>Blocks that stand, of both lanes, by number.</summary>
    public IEnumerable<BlockRef> Standing => _backfill.Concat(_head).OrderBy(b => b.Number);

    public bool HasGap => !Position.Gaps.IsEmpty;

    public Task TakeAsync(Delivery delivery, CancellationToken cancellation)
    {
        Position = delivery.After;
        Events.Add($"{delivery.Lane} {delivery.Update.GetType().Name} {delivery.Evidence.Length}");
        switch (delivery.Update)
        {
            case ChainUpdate.Committed committed:
                Commit(committed.Block, delivery.Evidence[0], delivery.Lane, delivery.StartsAnew);
                break;
            case ChainUpdate.Reorged reorged:
                Reorgs++;
                Retract(reorged.Old);
                Assert.Equal(reorged.New.Length, delivery.Evidence.Length);
                foreach (var (block, evidence) in reorged.New.Zip(delivery.Evidence))
                {
                    Commit(block, evidence, Lane.Head, startsAnew: false);
                }

                break;
            case ChainUpdate.Reverted reverted:
                Reverts++;
                Retract(reverted.Old);
                break;
            default:
                Assert.Fail($"delivered {delivery.Update}");
                break;
        }

        return Task.CompletedTask;
    }

    public void Faulted(EndpointFault fault)
    {
        Faults.Add((fault.Endpoint, fault.Kind));
        Events.Add($"fault {fault}");
    }

    public void Rotated(string from, string to, string reason) => Events.Add($"rotated {from} {to} {reason}");

    public void Blind(string reason) => Events.Add($"blind {reason}");

    private void Commit(Block block, BlockEvidence evidence, Lane lane, bool startsAnew)
    {
        Events.Add($"block {block.Ref.Number} {block.Ref.Hash} {evidence}");
        if (lane == Lane.Backfill)
        {
            CheckLink(_backfill, block);
            _backfill.Add(block.Ref);
        }
        else
        {
            StartAnew(startsAnew);
            CheckLink(_head, block);
            _head.Add(block.Ref);
        }

        CheckLogs(block, evidence);
    }

    /// <summary>What the head lane had is now what the backfill lane goes on from.</summary>
    private void StartAnew(bool startsAnew)
    {
        if (startsAnew)
        {
            Anews++;
            _backfill.AddRange(_head);
            _head.Clear();
        }
    }

    private static void CheckLink(List<BlockRef> lane, Block block)
    {
        if (lane.Count > 0)
        {
            Assert.Equal(lane[^1].Number + 1, block.Ref.Number);
            Assert.Equal(lane[^1].Hash, block.ParentHash);
        }
    }

    private void CheckLogs(Block block, BlockEvidence evidence)
    {
        if (!evidence.IsVerified)
        {
            Doubts++;
            return;
        }

        Assert.Equal(Texts(LogBatch.Of(chain.Find(block.Ref.Hash).AllLogs), interest), Texts(block.Logs, Everything));
    }

    private void Retract(ImmutableArray<BlockRef> old)
    {
        Events.Add($"retracted {old[0].Number}..{old[^1].Number}");
        Assert.Equal(old, _head.TakeLast(old.Length));
        _head.RemoveRange(_head.Count - old.Length, old.Length);
    }

    private static List<string> Texts(LogBatch logs, LogInterest interest)
    {
        var texts = new List<string>();
        foreach (var log in logs)
        {
            texts.Add(interest.Matches(log) ? $"{log.LogIndex} {log.Address} {Convert.ToHexString(log.TopicsBytes)} {Convert.ToHexString(log.Data)} {log.BlockHash}" : "");
        }

        texts.RemoveAll(t => t.Length == 0);
        return texts;
    }
}
