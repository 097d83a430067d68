using Homeostat.Core;
using Homeostat.Core.Chain;
using Homeostat.Core.Playbooks;
using Homeostat.Ethereum;
using Homeostat.Ethereum.Hashing;

namespace Homeostat.Tests.Core.Playbooks;

public class PlaybookTests
{
    [Fact]
    public void Every_rung_is_prepared_on_every_scope_that_it_applies_to()
    {
        var prepared = Playbook.Prepared(new Brain(Sample.Configuration(0)).Scopes, Sample.Policy);

        Assert.Equal(
            [(Sample.Near, "reduce-only", 1), (Sample.Avax, "reduce-only", 1), (Sample.Protocol, "contain-vault", 2)],
            prepared.Select(p => (p.Scope, p.Rung, p.Actions.Length)));
        Assert.Equal(4, prepared.SelectMany(p => p.Actions).Select(a => a.Id).Distinct().Count());
    }

    [Fact]
    public void A_decisions_id_depends_on_its_scope_rung_block_and_attempt_and_on_nothing_else()
    {
        Hash32[] ids =
        [
            Playbook.DecisionId(Sample.Near, Sample.ReduceOnly, 7, 0),
            Playbook.DecisionId(Sample.Avax, Sample.ReduceOnly, 7, 0),
            Playbook.DecisionId(Sample.Near, Sample.ReduceOnly with { Slug = "other" }, 7, 0),
            Playbook.DecisionId(Sample.Near, Sample.ReduceOnly, 8, 0),
            Playbook.DecisionId(Sample.Near, Sample.ReduceOnly, 7, 1),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids[0], Playbook.DecisionId(Sample.Near, Sample.ReduceOnly with { Level = 3 }, 7, 0));
    }

    [Fact]
    public void A_scopes_key_is_the_hash_of_its_kind_protocol_and_subject()
    {
        Assert.Equal(Key(1, default), ScopeKey.Of(Sample.Definition, Sample.Protocol));
        Assert.Equal(Key(2, Sample.Markets[0].BaseToken), ScopeKey.Of(Sample.Definition, Sample.Near));
        Assert.Equal(Key(4, Sample.Thief), ScopeKey.Of(Sample.Definition, new Scope(ScopeKind.Account, "curie", Sample.Thief.ToString())));
    }

    private static Hash32 Key(int kind, Address subject)
    {
        Hash32[] words = [Logs.Word(kind), Logs.Word(Sample.ClearingHouse), Logs.Word(subject)];
        var bytes = new byte[96];
        for (var i = 0; i < words.Length; i++)
        {
            words[i].WriteTo(bytes.AsSpan(32 * i));
        }

        return Keccak256.Hash(bytes);
    }
}
