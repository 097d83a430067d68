using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Chain.Decoding;
using Homeostat.Core.Detection;
using Homeostat.Core.Playbooks;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Core.Chain;

public class CurieFactsTests
{
    private static readonly Hash32 NearKey = ScopeKey.Of(Sample.Definition, Sample.Near);

    private static readonly Dictionary<string, (Log Log, object Fact)> Events = new()
    {
        ["deposit"] = (Logs.Deposit(Sample.Alice, 12.5), new CollateralMoved(Sample.Alice, 12.5)),
        ["withdrawal"] = (Logs.Withdrawal(Sample.Thief, 7), new CollateralMoved(Sample.Thief, -7)),
        ["position"] = (Logs.Position(1, Sample.Alice, -2, 200, 0.25), new PositionChanged(1, Sample.Alice, -2, 200, 0.25)),
        ["swap"] = (Logs.Swap(0, 144), new PriceObserved(0, PriceKind.Mark, 144)),
        ["answer"] = (Logs.Answer(1, 101.5), new PriceObserved(1, PriceKind.Index, 101.5)),
        ["negative answer"] = (Logs.Answer(0, -1), new PriceObserved(0, PriceKind.Index, -1)),
        ["upgraded"] = (Logs.Upgraded(Sample.Vault, Sample.RogueCode), new ImplementationChanged(Sample.Vault, Sample.RogueCode, ByGate: false)),
        ["installed"] = (Logs.Installed(Sample.Vault, Sample.Code, approved: true), new ImplementationChanged(Sample.Vault, Sample.Code, ByGate: true)),
        ["approved"] = (Logs.Approved(Sample.Vault, Sample.NextCode), new ImplementationApproval(Sample.Vault, Sample.NextCode, Approved: true)),
        ["revoked"] = (Logs.Revoked(Sample.Vault, Sample.Code), new ImplementationApproval(Sample.Vault, Sample.Code, Approved: false)),
        ["admin"] = (Logs.AdminChanged(Sample.Vault, Sample.Alice, Sample.Thief), new PrivilegeChanged(Sample.Vault, PrivilegeKind.Admin, Sample.Thief)),
        ["owner"] = (Logs.OwnerChanged(Sample.Vault, Sample.Alice, Sample.Thief), new PrivilegeChanged(Sample.Vault, PrivilegeKind.Owner, Sample.Thief)),
        ["role granted"] = (Logs.RoleGranted(Sample.Thief), new PrivilegeChanged(Sample.Authority, PrivilegeKind.RoleGranted, Sample.Thief)),
        ["role revoked"] = (Logs.RoleRevoked(Sample.Alice), new PrivilegeChanged(Sample.Authority, PrivilegeKind.RoleRevoked, Sample.Alice)),
        ["restricted"] = (Logs.Restricted(NearKey, Capabilities.Open, 1_800_000_000), new RestrictionChanged(NearKey, Capabilities.Open, new UnixSeconds(1_800_000_000))),
        ["lifted"] = (Logs.Lifted(NearKey), new RestrictionChanged(NearKey, Capabilities.None, default)),
    };

    public static TheoryData<string> Names => [.. Events.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_well_formed_log_is_its_fact(string name)
    {
        var (log, expected) = Events[name];

        Assert.Equal([Rounded(expected)], Decode(log).Select(Rounded));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_without_its_content_is_a_format_error_and_no_fact(string name)
    {
        var sink = new Recorder();

        Assert.Throws<EthereumFormatException>(() => Sample.Definition.Decoding.Compile().Decode(LogBatch.Of(Logs.Hollow(Events[name].Log))[0], sink));
        Assert.Empty(sink.Facts);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_event_of_a_contract_that_is_not_watched_is_nobodys(string name)
    {
        Assert.Empty(Decode(Events[name].Log with { Address = Sample.Addr(99) }));
    }

    [Fact]
    public void An_unknown_event_and_an_anonymous_log_are_nobodys()
    {
        Assert.Empty(Decode(Logs.Of(Sample.Vault, "Initialized(uint64)", [])));
        Assert.Empty(Decode(Logs.Swap(0, 1) with { Topics = [] }));
    }

    [Fact]
    public void A_transfer_that_does_not_touch_the_vault_is_no_fact()
    {
        Assert.Empty(Decode(Logs.Transfer(Sample.Alice, Sample.Thief, 5)));
    }

    [Fact]
    public void A_position_in_a_market_that_is_not_watched_is_no_fact()
    {
        var log = Logs.Position(0, Sample.Alice, 1, -100, 0);

        Assert.Empty(Decode(log with { Topics = [log.Topics[0], log.Topics[1], Logs.Word(Sample.Addr(99))] }));
    }

    [Fact]
    public void An_address_with_bits_above_its_160_is_a_format_error()
    {
        var log = Logs.Upgraded(Sample.Vault, Sample.Code);
        var dirty = log with { Topics = [log.Topics[0], Logs.Word(-1)] };

        Assert.Throws<EthereumFormatException>(() => Decode(dirty));
    }

    [Fact]
    public void A_time_or_a_mask_out_of_range_is_a_format_error()
    {
        Assert.Throws<EthereumFormatException>(() => Decode(Logs.Restricted(NearKey, Capabilities.Open, long.MaxValue)));
        var log = Logs.Restricted(NearKey, Capabilities.Open, 1);
        var data = log.Data.ToArray();
        data[0] = 1;
        Assert.Throws<EthereumFormatException>(() => Decode(log with { Data = data }));
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        var decoder = Sample.Definition.Decoding.Compile();
        var sink = new Deaf();
        var logs = LogBatch.Of(Events.Values.Select(e => e.Log));
        DecodeAll(decoder, logs, sink, times: 100);
        var before = GC.GetAllocatedBytesForCurrentThread();

        DecodeAll(decoder, logs, sink, times: 1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_block_with_a_malformed_log_is_unverifiable_for_every_detector_and_raises_only_the_high_end()
    {
        var watched = new Watched();
        watched.Next();
        var clean = watched.Belief(Sample.Near);

        var said = watched.Next(Logs.Hollow(Logs.Upgraded(Sample.Vault, Sample.Code)));

        Assert.All(said.OfType<Emission.Judged>(), j => Assert.Equal(VerdictKind.Unverifiable, j.Verdict.Kind));
        var belief = watched.Belief(Sample.Near);
        Assert.Equal(0, belief.Coverage);
        Assert.Empty(belief.Signals);
        Assert.True(belief.PHigh > clean.PHigh * 1e4, "the high end must rise");
        Assert.True(belief.P < clean.P * 3, "nothing was seen, so little is believed");
    }

    [Fact]
    public void A_malformed_log_does_not_hide_what_else_the_block_shows()
    {
        var watched = new Watched();

        watched.Next(Logs.Swap(0, 140), Logs.Hollow(Logs.Upgraded(Sample.Vault, Sample.Code)));

        Assert.Equal("mark-dispersion", Assert.Single(watched.Belief(Sample.Near).Signals).Detector);
    }

    [Fact]
    public void A_malformed_log_turns_what_would_speak_against_an_attack_into_nothing()
    {
        var watched = new Watched();
        watched.Next();

        var said = watched.Next(Logs.Withdrawal(Sample.Alice, 1000), Logs.Hollow(Logs.Upgraded(Sample.Vault, Sample.Code)));

        var outflow = said.OfType<Emission.Judged>().Single(j => j.Verdict.Detector == "outflow").Verdict;
        Assert.Equal(VerdictKind.Unverifiable, outflow.Kind);
    }

    [Fact]
    public void The_block_after_a_malformed_one_is_verified_again()
    {
        var watched = new Watched();
        watched.Next(Logs.Hollow(Logs.Upgraded(Sample.Vault, Sample.Code)));

        var said = watched.Next();

        Assert.All(said.OfType<Emission.Judged>(), j => Assert.Equal(VerdictKind.Verified, j.Verdict.Kind));
    }

    private static List<object> Decode(Log log)
    {
        var sink = new Recorder();
        Sample.Definition.Decoding.Compile().Decode(LogBatch.Of(log)[0], sink);
        return sink.Facts;
    }

    private static void DecodeAll(FactTable decoder, LogBatch logs, Deaf sink, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var log in logs)
            {
                decoder.Decode(log, sink);
            }
        }
    }

    /// <summary>A square root of fixed width does not give the price back to the last bit.</summary>
    private static object Rounded(object fact) => fact is PriceObserved price ? price with { Price = Math.Round(price.Price, 9) } : fact;

    private sealed class Deaf : IFactSink;

    private sealed class Recorder : IFactSink
    {
        public List<object> Facts { get; } = [];

        public void On(in PriceObserved fact) => Facts.Add(fact);

        public void On(in CollateralMoved fact) => Facts.Add(fact);

        public void On(in PositionChanged fact) => Facts.Add(fact);

        public void On(in ImplementationChanged fact) => Facts.Add(fact);

        public void On(in ImplementationApproval fact) => Facts.Add(fact);

        public void On(in PrivilegeChanged fact) => Facts.Add(fact);

        public void On(in RestrictionChanged fact) => Facts.Add(fact);
    }
}
