using Homeostat.Engine.Ingestion.Endpoints;
using Homeostat.Engine.Ingestion.Following;
using Homeostat.Tests.Ingestion.Simulation;

namespace Homeostat.Tests.Ingestion;

/// <summary>Each fault alone: it is named, blamed on the right endpoint, and no block is lost, late for ever or wrong.</summary>
public class EndpointFaultTests
{
    private const string Sick = "sick";
    private const string Well = "well";

    [Fact]
    public void A_connection_that_is_lost_is_named_and_the_other_endpoint_goes_on() => Check(Ailment.Disconnected, FaultKind.Disconnected);

    [Fact]
    public void An_endpoint_that_does_not_answer_in_time_is_named_slow() => Check(Ailment.Slow, FaultKind.Slow);

    [Fact]
    public void Too_many_requests_by_HTTP_status_are_named() => Check(Ailment.RateLimitedByStatus, FaultKind.RateLimited);

    [Fact]
    public void Too_many_requests_by_JSON_RPC_code_are_named() => Check(Ailment.RateLimitedByCode, FaultKind.RateLimited);

    [Fact]
    public void An_answer_that_is_no_JSON_RPC_is_named() => Check(Ailment.Malformed, FaultKind.Malformed);

    [Fact]
    public void An_answer_beyond_the_limit_is_named() => Check(Ailment.Oversized, FaultKind.Oversized);

    [Fact]
    public void Another_chain_behind_the_address_is_named() => Check(Ailment.WrongChainId, FaultKind.WrongChainId);

    [Fact]
    public void A_header_that_does_not_have_its_hash_is_named() => Check(Ailment.WrongHash, FaultKind.WrongHash);

    [Fact]
    public void Logs_left_out_are_named() => Check(Ailment.MissingLogs, FaultKind.MissingLogs);

    [Fact]
    public void Logs_made_up_are_named() => Check(Ailment.ForgedLogs, FaultKind.ForgedLogs);

    [Fact]
    public void Receipts_without_their_root_are_named() => Check(Ailment.WrongReceipts, FaultKind.WrongReceipts, LogVerification.Receipts);

    [Fact]
    public void A_head_that_stays_behind_is_named() => Check(Ailment.Lagging, FaultKind.LaggingHead);

    [Fact]
    public void A_subscription_that_falls_silent_is_named() => Check(Ailment.Silent, FaultKind.Silent);

    [Fact]
    public void A_block_that_should_be_known_and_is_not_is_named() => Check(Ailment.UnknownBlock, FaultKind.UnknownBlock);

    [Fact]
    public void An_endpoint_that_fails_inside_is_named() => Check(Ailment.Refused, FaultKind.Refused);

    [Fact]
    public void Without_a_fault_nothing_is_named()
    {
        var witness = TwoEndpoints(Ailment.None, LogVerification.Bloom).Run(after: 30, limit: 60);

        Assert.Empty(witness.Faults);
        Assert.Equal(0, witness.Doubts);
    }

    private static void Check(Ailment ailment, FaultKind kind, LogVerification verification = LogVerification.Bloom)
    {
        var simulation = TwoEndpoints(ailment, verification);

        var witness = simulation.Run(after: 30, limit: 120);

        Assert.Contains((Sick, kind), witness.Faults);
        Assert.DoesNotContain(witness.Faults, f => f.Endpoint == Well);
        Assert.Equal(simulation.Chain.Canonical.Select(b => b.Hash), witness.Standing.Select(b => b.Hash));
        Assert.Equal(0, witness.Doubts);
    }

    private static SimulatedNetwork TwoEndpoints(Ailment ailment, LogVerification verification)
    {
        var simulation = new SimulatedNetwork(seed: 1);
        simulation.Options = simulation.Options with { Verification = verification };
        var sick = simulation.Add(Sick, EndpointKind.WebSocket, weight: 200);
        simulation.Add(Well, EndpointKind.WebSocket, weight: 100);
        simulation.MineEvery(29);
        simulation.At(5.5, () => sick.Suffer(ailment));
        simulation.At(20.5, () => sick.Suffer(Ailment.None));
        return simulation;
    }
}
