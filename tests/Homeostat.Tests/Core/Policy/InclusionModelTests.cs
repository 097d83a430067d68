using Homeostat.Core.Chain;
using Homeostat.Core.Policy;
using Homeostat.Ethereum;

namespace Homeostat.Tests.Core.Policy;

public class InclusionModelTests
{
    private static readonly InclusionPrior Prior = new(19, 1, DeadlineBlocks: 4);

    [Fact]
    public void Before_anything_was_sent_q_is_the_networks_prior()
    {
        Assert.Equal(0.95, InclusionModel.From(Prior).Probability, 12);
    }

    [Fact]
    public void An_action_that_held_by_its_deadline_raises_q()
    {
        var model = InclusionModel.From(Prior).With(Sent(1, 100)).With(Held(1, 104));

        Assert.Equal(20.0 / 21, model.Probability, 12);
    }

    [Fact]
    public void An_action_whose_deadline_passed_lowers_q_and_landing_later_does_not_undo_that()
    {
        var waiting = InclusionModel.From(Prior).With(Sent(1, 100));

        Assert.Equal(0.95, waiting.At(104).Probability, 12);
        var late = waiting.At(105);
        Assert.Equal(19.0 / 21, late.Probability, 12);
        Assert.Equal(late.Probability, late.With(Sent(1, 105)).With(Held(1, 106)).At(200).Probability);
    }

    [Fact]
    public void Refusals_replacements_and_effects_that_do_not_hold_leave_only_time_to_decide()
    {
        var model = InclusionModel.From(Prior)
            .With(Refused(1, 100))
            .With(Sent(1, 101))
            .With(Sent(1, 102))
            .With(new ActionOutcome(Id(1), ActionStatus.Included, Block(103), 1, PostConditionHolds: false, ""));

        Assert.Equal(0.95, model.Probability, 12);
        Assert.Equal(19.0 / 21, model.At(105).Probability, 12);
    }

    [Fact]
    public void Measured_inclusion_outweighs_the_prior_in_the_end()
    {
        var model = InclusionModel.From(Prior);
        for (byte i = 0; i < 200; i++)
        {
            model = model.With(Sent(i, i));
            model = (i % 2 == 0 ? model.With(Held(i, i + 1UL)) : model).At(i + 5UL);
        }

        Assert.Equal((19.0 + 100) / (20 + 200), model.Probability, 12);
    }

    private static ActionOutcome Sent(byte action, ulong block) => new(Id(action), ActionStatus.Sent, Block(block), 0, false, "");

    private static ActionOutcome Refused(byte action, ulong block) => new(Id(action), ActionStatus.Failed, Block(block), 0, false, "");

    private static ActionOutcome Held(byte action, ulong block) => new(Id(action), ActionStatus.Included, Block(block), 1, true, "");

    private static BlockRef Block(ulong number) => new(number, default);

    private static Hash32 Id(byte last) => Logs.Word(last);
}
