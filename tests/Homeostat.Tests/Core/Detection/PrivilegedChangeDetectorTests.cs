using Homeostat.Core.Chain.Decoding;
using Homeostat.Core.Detection;
using Homeostat.Core.Detection.PrivilegedChange;
using Homeostat.Ethereum.Rpc;

namespace Homeostat.Tests.Core.Detection;

/// <summary>Told by encoded logs, since what matters is who says what.</summary>
public class PrivilegedChangeDetectorTests
{
    private readonly FactTable _decoder = Sample.Definition.Decoding.Compile();
    private readonly PrivilegedChangeDetector _detector = new(Sample.Protocol);

    public PrivilegedChangeDetectorTests()
    {
        Block(Logs.Approved(Sample.Vault, Sample.Code), Logs.Installed(Sample.Vault, Sample.Code, approved: true));
    }

    [Fact]
    public void A_block_without_anything_privileged_scores_nothing()
    {
        Assert.Equal(0, Block());
    }

    [Fact]
    public void Code_that_nobody_approved_scores_for_as_long_as_it_is_live()
    {
        Assert.Equal(3, Block(Logs.Upgraded(Sample.Vault, Sample.RogueCode), Logs.Installed(Sample.Vault, Sample.RogueCode, approved: false)));
        Assert.Equal(3, Block());
        Assert.Equal(1, Block(Logs.Upgraded(Sample.Vault, Sample.Code), Logs.Installed(Sample.Vault, Sample.Code, approved: true)));
        Assert.Equal(0, Block());
    }

    [Fact]
    public void Rogue_code_that_claims_to_be_the_approved_code_is_not_believed()
    {
        Block(Logs.Installed(Sample.Vault, Sample.RogueCode, approved: false));

        Assert.Equal(3, Block(Logs.Upgraded(Sample.Vault, Sample.Code)));
    }

    [Fact]
    public void A_gate_that_calls_unapproved_code_approved_changes_nothing_without_an_approval()
    {
        Assert.Equal(3, Block(Logs.Installed(Sample.Vault, Sample.RogueCode, approved: true)));
    }

    [Fact]
    public void A_proxy_that_changes_its_code_behind_the_gates_back_accuses_itself()
    {
        Assert.Equal(3, Block(Logs.Upgraded(Sample.Vault, Sample.RogueCode)));
    }

    [Fact]
    public void Approved_code_going_live_is_an_ordinary_release()
    {
        Assert.Equal(0, Block(Logs.Approved(Sample.Vault, Sample.NextCode)));
        Assert.Equal(1, Block(Logs.Upgraded(Sample.Vault, Sample.NextCode), Logs.Installed(Sample.Vault, Sample.NextCode, approved: true)));
        Assert.Equal(0, Block());
    }

    [Fact]
    public void An_approval_is_for_one_proxy_only()
    {
        Block(Logs.Approved(Sample.ClearingHouse, Sample.NextCode));

        Assert.Equal(3, Block(Logs.Installed(Sample.Vault, Sample.NextCode, approved: false)));
    }

    [Fact]
    public void An_approval_given_afterwards_ends_it()
    {
        Block(Logs.Installed(Sample.Vault, Sample.NextCode, approved: false));

        Assert.Equal(0, Block(Logs.Approved(Sample.Vault, Sample.NextCode)));
    }

    [Fact]
    public void Live_code_whose_approval_is_taken_back_is_unapproved_code()
    {
        Assert.Equal(3, Block(Logs.Revoked(Sample.Vault, Sample.Code)));
    }

    [Fact]
    public void An_owner_an_admin_or_a_role_given_scores_in_its_block_only()
    {
        Assert.Equal(2, Block(Logs.OwnerChanged(Sample.Vault, Sample.Alice, Sample.Thief)));
        Assert.Equal(2, Block(Logs.AdminChanged(Sample.Vault, Sample.Alice, Sample.Thief)));
        Assert.Equal(2, Block(Logs.RoleGranted(Sample.Thief)));
        Assert.Equal(1, Block(Logs.RoleRevoked(Sample.Alice)));
        Assert.Equal(0, Block());
    }

    [Fact]
    public void Of_several_changes_the_gravest_is_told()
    {
        var look = Look(Logs.RoleRevoked(Sample.Alice), Logs.RoleGranted(Sample.Thief), Logs.RoleRevoked(Sample.Alice));

        Assert.Equal(2, look.Score);
        Assert.Equal($"RoleGranted of {Sample.Authority} went to {Sample.Thief}", look.Describe!());
    }

    [Fact]
    public void The_sentence_names_the_code_and_the_proxy_and_counts_the_rest()
    {
        var look = Look(Logs.Installed(Sample.Vault, Sample.RogueCode, approved: false), Logs.Upgraded(Sample.ClearingHouse, Sample.RogueCode));

        Assert.Equal($"code {Sample.RogueCode}, which the council never approved, is live at {Sample.ClearingHouse} and 1 more", look.Describe!());
    }

    private double Block(params Log[] logs) => Look(logs).Score;

    private Assessment Look(params Log[] logs)
    {
        foreach (LogView log in LogBatch.Of(logs))
        {
            _decoder.Decode(log, _detector);
        }

        var look = _detector.Assess(default, new MarketConditions(Sample.Definition, Sample.Policy.Conditions));
        Assert.Null(look.Unverifiable);
        return look;
    }
}
