using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Ethereum;
using Homeostat.Tests.Ingestion.Simulation;

namespace Homeostat.Tests.Ingestion;

public class QuorumReaderTests
{
    private readonly SimulatedNetwork _network = new(seed: 21);

    [Fact]
    public void Endpoints_that_say_the_same_agree()
    {
        AddHonest(2);

        var agreed = Assert.IsType<QuorumOutcome<Hash32>.Agreed>(AskHash(needed: 2));

        Assert.Equal(_network.Chain.Canonical[3].Hash, agreed.Value);
        Assert.Equal(2, agreed.Endpoints.Length);
    }

    [Fact]
    public void One_that_follows_a_chain_of_its_own_is_a_disagreement_whatever_the_majority_says()
    {
        AddHonest(2);
        var other = new ScriptedChain(seed: 99);
        other.Mine(5);
        _network.Add(new ScriptedNode("forked", other, _network.Time, 1), EndpointKind.Http, weight: 1);

        var disagreed = Assert.IsType<QuorumOutcome<Hash32>.Disagreed>(AskHash(needed: 2));

        Assert.Contains(disagreed.Answers, a => a.Endpoint == "forked" && a.Value == other.Canonical[3].Hash);
    }

    [Fact]
    public void Too_few_answers_are_no_quorum_and_the_faults_are_named()
    {
        AddHonest(1);
        _network.Add("gone", EndpointKind.Http, weight: 1).Suffer(Ailment.Disconnected);

        var few = Assert.IsType<QuorumOutcome<Hash32>.TooFew>(AskHash(needed: 2));

        Assert.Equal(["honest-0"], few.Endpoints);
        Assert.Equal(FaultKind.Disconnected, Assert.Single(few.Faults).Kind);
    }

    private void AddHonest(int count)
    {
        _network.Chain.Mine(5);
        for (var i = 0; i < count; i++)
        {
            _network.Add($"honest-{i}", EndpointKind.Http, weight: 10);
        }
    }

    private QuorumOutcome<Hash32> AskHash(int needed)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var asking = new QuorumReader(_network.Pool(SilentObserver.Instance), needed).BlockHashAsync(new BlockNumber(3), CancellationToken.None);
        Assert.True(_network.Time.RunUntil(() => asking.IsCompletedSuccessfully, TimeSpan.FromSeconds(10)));
        return asking.Result;
    }
}
