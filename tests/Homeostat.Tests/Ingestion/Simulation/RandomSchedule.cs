using Homeostat.Core.Chain;
using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Ingestion.Simulation;

/// <summary>
/// A network, its troubles and a follower, all from one seed. One endpoint, "well", is honest and only now and then out of
/// reach; up to three others suffer from anything at any time.
/// </summary>
internal static class RandomSchedule
{
    public const string Well = "well";
    private const int Blocks = 20;
    private const double Calm = Blocks + 5;
    private static readonly Ailment[] Ailments = Enum.GetValues<Ailment>();

    public static SimulatedNetwork Build(int seed)
    {
        var network = new SimulatedNetwork(seed);
        var random = network.Random;
        network.Chain.Mine(Pick(random, 9, 40, 200));
        AddEndpoints(network, random);
        Configure(network, random);
        for (var i = 1; i <= Blocks; i++)
        {
            network.At(i, () => Step(network.Chain, random));
        }

        return network;
    }

    public static Witness Run(int seed) => Build(seed).Run(after: Calm, limit: 400);

    private static void AddEndpoints(SimulatedNetwork network, Random random)
    {
        Add(network, random, Well, Blackouts);
        for (var i = random.Next(4); i > 0; i--)
        {
            Add(network, random, $"sick-{i}", Troubles);
        }
    }

    private static void Add(SimulatedNetwork network, Random random, string slug, Action<SimulatedNetwork, Random, ScriptedNode> trouble)
    {
        var node = new ScriptedNode(slug, network.Chain, network.Time, random.Next())
        {
            Propagation = TimeSpan.FromMilliseconds(random.Next(5, 800)),
            Latency = TimeSpan.FromMilliseconds(random.Next(1, 60)),
            Announcements = random.Next(1, 3),
            ForgetsOrphans = random.Next(2) == 0,
        };
        trouble(network, random, network.Add(node, Pick(random, EndpointKind.Http, EndpointKind.WebSocket), random.Next(1, 1000)));
    }

    private static void Blackouts(SimulatedNetwork network, Random random, ScriptedNode node)
    {
        if (random.Next(4) == 0)
        {
            var from = random.NextDouble() * Blocks;
            network.At(from, () => node.Suffer(Ailment.Disconnected));
            network.At(Math.Min(Calm, from + (random.NextDouble() * 6)), () => node.Suffer(Ailment.None));
        }
    }

    private static void Troubles(SimulatedNetwork network, Random random, ScriptedNode node)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var ailment = Pick(random, Ailments);
            network.At(random.NextDouble() * Blocks, () => node.Suffer(ailment));
        }

        network.At(Calm, () => node.Suffer(Ailment.None));
    }

    private static void Configure(SimulatedNetwork network, Random random)
    {
        var filter = Pick(random, new LogFilter(), new LogFilter { Addresses = [ScriptedChain.Contract(0), ScriptedChain.Contract(2)] });
        network.Options = new FollowerOptions(filter, SimulatedNetwork.BlockTime, Pick(random, ulong.MaxValue, 64UL, 100UL))
        {
            Verification = Pick(random, LogVerification.Bloom, LogVerification.Receipts),
            MaxChunk = random.Next(1, 64),
        };
        var head = network.Chain.Head.Number;
        network.Start = random.Next(3) switch
        {
            0 => FollowPosition.AtHead,
            1 => FollowPosition.From(new BlockNumber(head / 4)),
            _ => Resumed(network.Chain, random),
        };
    }

    /// <summary>Stopped a while ago; in between the chain went on, and perhaps not from where it was.</summary>
    private static FollowPosition Resumed(ScriptedChain chain, Random random)
    {
        var position = FollowPosition.After([.. chain.Canonical.SkipLast(random.Next(4)).TakeLast(65).Select(b => new BlockRef(b.Number, b.Hash))]);
        chain.Replace(random.Next(6), random.Next(7, 90));
        return position;
    }

    private static void Step(ScriptedChain chain, Random random)
    {
        switch (random.Next(20))
        {
            case 0 or 1:
                break;
            case 2:
                chain.Mine(random.Next(2, 6));
                break;
            case 3 or 4 or 5:
                var depth = random.Next(1, 6);
                chain.Replace(depth, depth + random.Next(2));
                break;
            default:
                chain.Mine(1);
                break;
        }
    }

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
