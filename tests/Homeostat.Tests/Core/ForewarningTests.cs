using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Detection;

namespace Homeostat.Tests.Core;

/// <summary>What one deployment of a protocol acts on is evidence for the others.</summary>
public class ForewarningTests
{
    private static readonly Scope Whole = Scope.OfProtocol("curie");

    [Fact]
    public void It_counts_once_with_the_next_block_and_says_where_it_comes_from()
    {
        var (watched, untold) = (new Watched(), new Watched());
        watched.Next();
        untold.Next();

        Assert.Empty(watched.Step(new Forewarning("arbitrum", Whole, "rogue code is live")));
        watched.Next();
        untold.Next();

        // What quiet detectors say against an attack is cut off at the hazard's own odds in the one that was not told.
        var worth = Sample.Configuration(1).Policy.ForewarningNats;
        Assert.InRange(LogOdds(watched, Whole) - LogOdds(untold, Whole), worth - 1, worth);
        var signal = Assert.Single(Belief(watched, Whole).Signals);
        Assert.Equal((EvidenceClass.Settled, "on arbitrum: rogue code is live"), (signal.Class, signal.Reason));
        watched.Next();
        Assert.Empty(Belief(watched, Whole).Signals);
    }

    [Fact]
    public void A_market_hears_of_its_own_and_what_has_no_counterpart_is_about_the_protocol()
    {
        var market = Scope.OfMarket("curie", Sample.Markets[1].Slug);
        var watched = new Watched();

        watched.Step(new Forewarning("arbitrum", market, "its mark is pushed"));
        watched.Step(new Forewarning("arbitrum", Scope.OfMarket("curie", "not-listed-here"), "its mark is pushed"));
        watched.Next();

        Assert.Single(Belief(watched, market).Signals);
        Assert.Single(Belief(watched, Whole).Signals);
        Assert.Empty(Belief(watched, Scope.OfMarket("curie", Sample.Markets[0].Slug)).Signals);
    }

    [Fact]
    public void A_reorganisation_does_not_undo_it()
    {
        var watched = new Watched();
        var fork = watched.Chain;
        watched.Chain = fork.Branch("lost");
        watched.Next();
        var lost = watched.Chain.Tip;
        watched.Step(new Forewarning("arbitrum", Whole, "rogue code is live"));
        watched.Chain = fork.Branch("kept");
        watched.Step(new ChainUpdate.Reverted([lost]));

        watched.Next();

        Assert.Single(Belief(watched, Whole).Signals);
    }

    private static Homeostat.Core.Fusion.Belief Belief(Watched watched, Scope scope) =>
        watched.Said.OfType<Emission.Believed>().Last(b => b.Belief.Scope == scope).Belief;

    private static double LogOdds(Watched watched, Scope scope) => Belief(watched, scope).LogOdds;
}
